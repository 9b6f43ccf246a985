#include "shims/Pipelines.h"

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/StandardInstrumentations.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace {

struct HookPass : PassInfoMixin<HookPass> {
  DevirtModuleHook hook;
  void *context;

  HookPass(DevirtModuleHook hook, void *context) : hook(hook), context(context) {}

  PreservedAnalyses run(Module &module, ModuleAnalysisManager &) {
    hook(wrap(&module), context);
    return PreservedAnalyses::none();
  }

  // Runs at -O0 too, and on `optnone` functions.
  static bool isRequired() { return true; }
};

OptimizationLevel optimizationLevel(unsigned level) {
  switch (level) {
  case 0:
    return OptimizationLevel::O0;
  case 1:
    return OptimizationLevel::O1;
  case 2:
    return OptimizationLevel::O2;
  default:
    return OptimizationLevel::O3;
  }
}

// Clang puts edge counts between functions into this flag when it compiles with a profile, and so
// does the pipeline: with both, the module would be broken.
void dropCallGraphProfile(Module &module) {
  NamedMDNode *flags = module.getModuleFlagsMetadata();
  if (!flags)
    return;
  SmallVector<MDNode *> kept;
  for (MDNode *flag : flags->operands()) {
    auto *name = dyn_cast_or_null<MDString>(flag->getOperand(1));
    if (!name || name->getString() != "CG Profile")
      kept.push_back(flag);
  }
  flags->clearOperands();
  for (MDNode *flag : kept)
    flags->addOperand(flag);
}

} // namespace

void DevirtRunDefaultPipeline(LLVMModuleRef module, LLVMTargetMachineRef machine, unsigned level,
                              bool verifyEach, DevirtModuleHook early, void *context) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;

  // clang's choice; PipelineTuningOptions' own default leaves the SLP vectorizer out.
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = level > 1;
  tuning.SLPVectorization = level > 1;

  PassInstrumentationCallbacks callbacks;
  StandardInstrumentations instrumentations(unwrap(module)->getContext(), /*DebugLogging=*/false,
                                            verifyEach);
  instrumentations.registerCallbacks(callbacks, &modules);

  PassBuilder builder(reinterpret_cast<TargetMachine *>(machine), tuning, std::nullopt, &callbacks);
  if (early)
    builder.registerPipelineEarlySimplificationEPCallback(
        [=](ModulePassManager &passes, OptimizationLevel, ThinOrFullLTOPhase) {
          passes.addPass(HookPass(early, context));
        });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);

  if (level > 0)
    dropCallGraphProfile(*unwrap(module));
  OptimizationLevel chosen = optimizationLevel(level);
  ModulePassManager passes = level == 0 ? builder.buildO0DefaultPipeline(chosen)
                                        : builder.buildPerModuleDefaultPipeline(chosen);
  passes.run(*unwrap(module), modules);
}
