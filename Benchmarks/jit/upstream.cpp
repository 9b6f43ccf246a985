// Runs a bitcode file with LLVM's own ReOptimizeLayer, the way LLVM's unit test of it does: quick
// code with a call counter in each function; at the tenth call the function is compiled anew, on
// the thread that called it. Arguments: a bitcode file, then those of its main.
// UPSTREAM_PROFILER=count: nothing is compiled anew, and the counters stay. =none: nor are there any.
//
//   module -> IRPartitionLayer    one function at a time
//          -> ReOptimizeLayer     counters, stubs
//          -> IRCompileLayer      -O0 with FastISel first, then what -O2 makes of it
//          -> ObjectLinkingLayer  JITLink, with LLVM's ORC runtime
#include "llvm/ExecutionEngine/Orc/CompileUtils.h"
#include "llvm/ExecutionEngine/Orc/IRPartitionLayer.h"
#include "llvm/ExecutionEngine/Orc/JITLinkRedirectableSymbolManager.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/Orc/ObjectTransformLayer.h"
#include "llvm/ExecutionEngine/Orc/ReOptimizeLayer.h"
#include "llvm/ExecutionEngine/Orc/TargetProcess/TargetExecutionUtils.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;
using namespace llvm::orc;

namespace {

ExitOnError check("upstream: ");

// On a module that is compiled for the second time.
constexpr const char *optimizedMark = "upstream.optimized";

// Compiles at -O0 or at -O2, as the module says.
class TwoTierCompiler : public IRCompileLayer::IRCompiler {
public:
  TwoTierCompiler(JITTargetMachineBuilder builder)
      : IRCompiler(irManglingOptionsFromTargetOptions(builder.getOptions())),
        optimizing(check(machine(builder, CodeGenOptLevel::Default))),
        quick(check(machine(builder, CodeGenOptLevel::None))) {
    quick->setFastISel(true);
  }

  Expected<std::unique_ptr<MemoryBuffer>> operator()(Module &module) override {
    const bool optimized = module.getNamedMetadata(optimizedMark) != nullptr;
    return SimpleCompiler(optimized ? *optimizing : *quick)(module);
  }

  TargetMachine &optimizingMachine() { return *optimizing; }

private:
  static Expected<std::unique_ptr<TargetMachine>> machine(JITTargetMachineBuilder &builder,
                                                          CodeGenOptLevel level) {
    return builder.setCodeGenOptLevel(level).createTargetMachine();
  }

  std::unique_ptr<TargetMachine> optimizing, quick;
};

void optimize(Module &module, TargetMachine &machine) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O2).run(module, modules);
  module.getOrInsertNamedMetadata(optimizedMark);
}

// LLVM's counters with another end: one that no function reaches.
Error countForEver(ReOptimizeLayer &layer, ReOptimizeLayer::ReOptMaterializationUnitID unit,
                   unsigned version, ThreadSafeModule &owner) {
  if (Error error = ReOptimizeLayer::reoptimizeIfCallFrequent(layer, unit, version, owner))
    return error;
  unsigned changed = 0;
  owner.withModuleDo([&](Module &module) {
    for (Function &function : module) {
      // They are at the beginning; the program may compare with the same number further on.
      if (function.isDeclaration())
        continue;
      for (Instruction &instruction : function.getEntryBlock())
        if (isa<ICmpInst>(instruction))
          for (Use &operand : instruction.operands())
            if (auto *number = dyn_cast<ConstantInt>(operand);
                number && number->equalsInt(ReOptimizeLayer::CallCountThreshold)) {
              operand.set(ConstantInt::getAllOnesValue(number->getType()));
              ++changed;
            }
    }
  });
  if (changed == 0)
    return createStringError("no counter");
  return Error::success();
}

Error nothing(ReOptimizeLayer &, ReOptimizeLayer::ReOptMaterializationUnitID, unsigned,
              ThreadSafeModule &) {
  return Error::success();
}

} // namespace

int main(int argc, char **argv) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  if (argc < 2) {
    errs() << "usage: upstream BITCODE [ARGUMENT...]\n";
    return 2;
  }

  auto context = std::make_unique<LLVMContext>();
  SMDiagnostic diagnostic;
  auto module = parseIRFile(argv[1], diagnostic, *context);
  if (!module) {
    diagnostic.print("upstream", errs());
    return 2;
  }

  auto target = check(JITTargetMachineBuilder::detectHost());
  target.setRelocationModel(Reloc::PIC_).setCodeModel(CodeModel::Small);
  auto jit = check(LLJITBuilder()
                       .setJITTargetMachineBuilder(target)
                       .setPlatformSetUp(ExecutorNativePlatform(ORC_RUNTIME))
                       .create());
  auto &session = jit->getExecutionSession();
  auto &main = jit->getMainJITDylib();
  auto &linker = static_cast<ObjectLinkingLayer &>(jit->getObjLinkingLayer());

  auto owned = std::make_unique<TwoTierCompiler>(target);
  auto &compiler = *owned;
  IRCompileLayer compileLayer(session, jit->getObjTransformLayer(), std::move(owned));
  auto stubs = check(JITLinkRedirectableSymbolManager::Create(linker));
  DataLayout layout = jit->getDataLayout();
  ReOptimizeLayer reoptimizer(session, layout, compileLayer, *stubs);
  reoptimizer.setReoptimizeFunc(
      [&](ReOptimizeLayer &, ReOptimizeLayer::ReOptMaterializationUnitID, unsigned,
          ResourceTrackerSP, ThreadSafeModule &copy) {
        copy.withModuleDo(
            [&](Module &module) { optimize(module, compiler.optimizingMachine()); });
        return Error::success();
      });
  const char *name = std::getenv("UPSTREAM_PROFILER");
  const StringRef profiler = name ? name : "";
  if (profiler == "count")
    reoptimizer.setAddProfilerFunc(countForEver);
  else if (profiler == "none")
    reoptimizer.setAddProfilerFunc(nothing);
  check(reoptimizer.registerRuntimeFunctions(*jit->getPlatformJITDylib()));
  IRPartitionLayer partitions(session, reoptimizer);

  module->setDataLayout(layout);
  check(partitions.add(main.getDefaultResourceTracker(),
                       ThreadSafeModule(std::move(module), std::move(context))));
  check(jit->initialize(main));
  const auto entry = check(jit->lookup("main")).toPtr<int (*)(int, char **)>();
  const std::vector<std::string> arguments(argv + 2, argv + argc);
  const int code = runAsMain(entry, arguments, StringRef(argv[1]));
  std::fflush(nullptr);
  // Destructors of the program run; the session is left to the end of the process.
  check(jit->deinitialize(main));
  std::fflush(nullptr);
  std::_Exit(code);
}
