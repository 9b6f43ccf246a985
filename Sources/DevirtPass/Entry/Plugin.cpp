// The entry of the pass plugin: LLVM's options, passes and extension points. All work is done by the
// Swift half.
#include "CDevirtPass.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Plugins/PassPlugin.h"
#include "llvm/Support/CBindingWrapping.h"
#include "llvm/Support/CommandLine.h"

#include "Counters.h"

#if LLVM_VERSION_MAJOR != 22
#error "Devirt needs LLVM 22: install llvm-22-dev, or set LLVM_PREFIX to an LLVM 22 installation."
#endif

using namespace llvm;

// Registered when the plugin is loaded: with clang's -fpass-plugin= that is after -mllvm is read, and
// only '-Xclang -load -Xclang <plugin>' makes them known in time.
static cl::OptionCategory category("Devirt");

static cl::opt<bool> generate("devirt-generate", cl::cat(category),
                              cl::desc("Record the targets of indirect calls"));
static cl::opt<std::string> use("devirt-use", cl::cat(category), cl::value_desc("file"),
                                cl::desc("Promote indirect calls with this profile"));
static cl::opt<std::string> mode("devirt-mode", cl::cat(category), cl::init("sampled"),
                                 cl::desc("How misses are recorded: sampled or exact"));
static cl::opt<std::string> record("devirt-record", cl::cat(category), cl::init("functions"),
                                   cl::desc("What virtual calls record: functions or vtables"));
static cl::opt<std::string> profileFile("devirt-profile-file", cl::cat(category),
                                        cl::value_desc("pattern"),
                                        cl::desc("The profile that the program writes"));
static cl::opt<std::string> emission("devirt-emit", cl::cat(category), cl::init("guards"),
                                     cl::desc("What is put in: guards, or vp metadata only"));
static cl::opt<int> limit("devirt-limit", cl::cat(category), cl::init(-1),
                          cl::desc("Do only the first rewrites of each module"));
static cl::opt<bool> verify("devirt-verify", cl::cat(category),
                            cl::desc("Check each function after each rewrite"));
static cl::opt<std::string> dependencies("devirt-dependencies", cl::cat(category), cl::Hidden,
                                         cl::desc("The list of files that are compiled"));
static cl::opt<std::string> compilation("devirt-compilation", cl::cat(category), cl::Hidden,
                                        cl::desc("Identifies the compiler's options"));

static cl::opt<std::string> counters("devirt-counters", cl::cat(category), cl::value_desc("file"),
                                     cl::desc("LLVM's edge counters, too: the raw profile to "
                                              "write, or the indexed one to use"));

namespace {

using Work = bool (*)(void *, DevirtPassPoint, const DevirtPassOptions *);

PreservedAnalyses run(Module &module, Work work, DevirtPassPoint point) {
  DevirtPassOptions options = {use.c_str(),      mode.c_str(),         record.c_str(),
                               profileFile.c_str(), emission.c_str(), dependencies.c_str(),
                               compilation.c_str(), limit,               verify};
  return work(wrap(&module), point, &options) ? PreservedAnalyses::none()
                                              : PreservedAnalyses::all();
}

template <Work work> struct DevirtPass : PassInfoMixin<DevirtPass<work>> {
  DevirtPassPoint point;
  explicit DevirtPass(DevirtPassPoint point) : point(point) {}

  PreservedAnalyses run(Module &module, ModuleAnalysisManager &) {
    return ::run(module, work, point);
  }

  // At -O0, too: instrumented code must record, and optimized code must not be left half done.
  static bool isRequired() { return true; }
};

using KeepPass = DevirtPass<DevirtPassKeep>;
using InstrumentPass = DevirtPass<DevirtPassInstrument>;
using OptimizePass = DevirtPass<DevirtPassOptimize>;

void addPasses(ModulePassManager &passes, DevirtPassPoint point) {
  if (generate)
    passes.addPass(InstrumentPass(point));
  else if (!use.empty())
    passes.addPass(OptimizePass(point));
}

void registerCallbacks(PassBuilder &builder) {
  builder.registerPipelineParsingCallback(
      [](StringRef name, ModulePassManager &passes, ArrayRef<PassBuilder::PipelineElement>) {
        if (name == "devirt-instrument")
          passes.addPass(InstrumentPass(DevirtPassAsIs));
        else if (name == "devirt-optimize")
          passes.addPass(OptimizePass(DevirtPassAsIs));
        else
          return false;
        return true;
      });
  builder.registerPipelineEarlySimplificationEPCallback(
      [](ModulePassManager &passes, OptimizationLevel level, ThinOrFullLTOPhase phase) {
        // The linker sees the whole program: it is instrumented and optimized there.
        if (phase == ThinOrFullLTOPhase::FullLTOPreLink)
          return;
        // Counters belong to the code as it was before recorders or guards.
        bool counts = !counters.empty() && phase != ThinOrFullLTOPhase::ThinLTOPostLink;
        if (counts) {
          devirt::addPreInliner(passes, level, phase);
          if (generate)
            passes.addPass(KeepPass(DevirtPassEarly));
          devirt::addCounters(passes, generate ? "" : counters.getValue());
        }
        addPasses(passes, DevirtPassEarly);
        if (counts && generate)
          devirt::lowerCounters(passes, counters);
      });
  builder.registerFullLinkTimeOptimizationEarlyEPCallback(
      [](ModulePassManager &passes, OptimizationLevel) { addPasses(passes, DevirtPassAsIs); });
}

} // namespace

extern "C" __attribute__((visibility("default"))) PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "Devirt", LLVM_VERSION_STRING, registerCallbacks, nullptr};
}
