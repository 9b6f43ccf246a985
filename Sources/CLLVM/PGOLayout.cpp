#include "shims/PGOLayout.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/ProfileData/InstrProf.h"
#include "llvm/Support/PGOOptions.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace {

struct Layout {
  uint64_t hash = 0;
  uint32_t counters = 0, memorySites = 0;
  SmallVector<DevirtPGOSite, 8> sites;
};

struct EarlyPass : PassInfoMixin<EarlyPass> {
  DevirtModuleHook hook;
  void *context;

  EarlyPass(DevirtModuleHook hook, void *context) : hook(hook), context(context) {}

  PreservedAnalyses run(Module &module, ModuleAnalysisManager &) {
    hook(wrap(&module), context);
    return PreservedAnalyses::none();
  }

  static bool isRequired() { return true; }
};

StringRef profileName(const InstrProfInstBase &instruction) {
  auto *data = dyn_cast<ConstantDataSequential>(instruction.getName()->getInitializer());
  return data ? data->getRawDataValues() : StringRef();
}

uint32_t number(const MDNode *node, unsigned index) {
  auto *value = node && node->getNumOperands() > index
                    ? mdconst::dyn_extract<ConstantInt>(node->getOperand(index))
                    : nullptr;
  return value ? uint32_t(value->getZExtValue()) : UINT32_MAX;
}

// The call whose callee is recorded: the next one through that pointer.
DevirtPGOSite siteOf(const InstrProfValueProfileInst &record) {
  auto *address = dyn_cast<PtrToIntInst>(record.getTargetValue());
  for (const Instruction *i = record.getNextNode(); address && i; i = i->getNextNode()) {
    auto *call = dyn_cast<CallBase>(i);
    if (!call || call->getCalledOperand() != address->getPointerOperand())
      continue;
    const MDNode *node = call->getMetadata("devirt.site");
    return {number(node, 1), number(node, 2)};
  }
  return {UINT32_MAX, UINT32_MAX};
}

void add(Layout &layout, const Instruction &instruction) {
  auto *value = dyn_cast<InstrProfValueProfileInst>(&instruction);
  if (!value) {
    // LLVM counts value profiles among these, too.
    if (auto *counter = dyn_cast<InstrProfCntrInstBase>(&instruction)) {
      layout.hash = counter->getHash()->getZExtValue();
      layout.counters = uint32_t(counter->getNumCounters()->getZExtValue());
    }
    return;
  }
  auto index = uint32_t(value->getIndex()->getZExtValue());
  auto kind = value->getValueKind()->getZExtValue();
  if (kind == IPVK_MemOPSize)
    layout.memorySites = std::max(layout.memorySites, index + 1);
  if (kind != IPVK_IndirectCallTarget)
    return;
  if (index >= layout.sites.size())
    layout.sites.resize(index + 1, {UINT32_MAX, UINT32_MAX});
  layout.sites[index] = siteOf(*value);
}

void visitFunctions(const Module &module, DevirtPGOVisitor visit, void *context) {
  MapVector<StringRef, Layout> layouts;
  for (const Function &function : module)
    for (const Instruction &instruction : instructions(function))
      if (auto *profile = dyn_cast<InstrProfInstBase>(&instruction))
        add(layouts[profileName(*profile)], instruction);
  for (auto &[name, layout] : layouts) {
    DevirtPGOFunction function = {name.data(),        name.size(),         layout.hash,
                                  layout.counters,    layout.memorySites,  layout.sites.data(),
                                  layout.sites.size()};
    visit(&function, context);
  }
}

} // namespace

void DevirtVisitPGOLayout(LLVMModuleRef reference, LLVMTargetMachineRef machine, unsigned level,
                          DevirtModuleHook early, DevirtPGOVisitor visit, void *context) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;

  // What follows the instrumentation does not matter.
  bool isDone = false;
  PassInstrumentationCallbacks callbacks;
  callbacks.registerAfterPassCallback([&](StringRef pass, Any unit, const PreservedAnalyses &) {
    auto *module = any_cast<const Module *>(&unit);
    if (isDone || !module || pass != "PGOInstrumentationGen")
      return;
    isDone = true;
    visitFunctions(**module, visit, context);
  });
  callbacks.registerShouldRunOptionalPassCallback([&](StringRef, Any) { return !isDone; });

  PGOOptions options("", "", "", "", PGOOptions::IRInstr);
  PassBuilder builder(reinterpret_cast<TargetMachine *>(machine), PipelineTuningOptions(), options,
                      &callbacks);
  if (early)
    builder.registerPipelineEarlySimplificationEPCallback(
        [=](ModulePassManager &passes, OptimizationLevel, ThinOrFullLTOPhase) {
          passes.addPass(EarlyPass(early, context));
        });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  const OptimizationLevel levels[] = {OptimizationLevel::O0, OptimizationLevel::O1,
                                      OptimizationLevel::O2, OptimizationLevel::O3};
  OptimizationLevel chosen = levels[std::min(level, 3u)];
  ModulePassManager passes = level == 0 ? builder.buildO0DefaultPipeline(chosen)
                                        : builder.buildPerModuleDefaultPipeline(chosen);
  passes.run(*unwrap(reference), modules);
}
