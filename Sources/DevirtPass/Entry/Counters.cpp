#include "Counters.h"

#include "llvm/Analysis/InlineCost.h"
#include "llvm/Analysis/ProfileSummaryInfo.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Instrumentation/InstrProfiling.h"
#include "llvm/Transforms/Instrumentation/PGOInstrumentation.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

// PassBuilder::addPreInlinerPasses, which is private.
void devirt::addPreInliner(ModulePassManager &passes, OptimizationLevel level,
                           ThinOrFullLTOPhase phase) {
  if (level == OptimizationLevel::O0)
    return;
  InlineParams parameters;
  parameters.DefaultThreshold = 75;
  parameters.HintThreshold = 325;
  ModuleInlinerWrapperPass inliner(parameters, /*MandatoryFirst=*/true,
                                   InlineContext{phase, InlinePass::EarlyInliner});
  FunctionPassManager cleanup;
  cleanup.addPass(SROAPass(SROAOptions::ModifyCFG));
  cleanup.addPass(EarlyCSEPass());
  cleanup.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  cleanup.addPass(InstCombinePass());
  inliner.getPM().addPass(createCGSCCToFunctionPassAdaptor(std::move(cleanup)));
  passes.addPass(std::move(inliner));
  passes.addPass(GlobalDCEPass());
}

void devirt::addCounters(ModulePassManager &passes, const std::string &profile) {
  if (profile.empty()) {
    passes.addPass(PGOInstrumentationGen());
    return;
  }
  passes.addPass(PGOInstrumentationUse(profile));
  // As clang does it: the passes behind need the summary.
  passes.addPass(RequireAnalysisPass<ProfileSummaryAnalysis, Module>());
}

void devirt::lowerCounters(ModulePassManager &passes, const std::string &file) {
  InstrProfOptions options;
  options.DoCounterPromotion = true;
  options.InstrProfileOutput = file;
  passes.addPass(InstrProfilingLoweringPass(options));
}
