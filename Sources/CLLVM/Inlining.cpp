#include "shims/Inlining.h"

#include "CallAdaptation.hpp"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/InlineCost.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

struct DevirtOpaqueAnalyses {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;

  explicit DevirtOpaqueAnalyses(TargetMachine *machine) {
    PassBuilder builder(machine);
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);
  }
};

DevirtAnalysesRef DevirtCreateAnalyses(LLVMTargetMachineRef machine) {
  return new DevirtOpaqueAnalyses(reinterpret_cast<TargetMachine *>(machine));
}

void DevirtDisposeAnalyses(DevirtAnalysesRef analyses) { delete analyses; }

void DevirtInvalidateAnalyses(DevirtAnalysesRef analyses, LLVMValueRef function) {
  analyses->functions.clear(*unwrap<Function>(function), "");
}

DevirtInlineVerdict DevirtInlineCost(DevirtAnalysesRef analyses, LLVMValueRef call,
                                     LLVMValueRef callee, int *cost, const char **reason) {
  auto &site = *unwrap<CallBase>(call);
  auto *target = unwrap<Function>(callee);
  auto &functions = analyses->functions;
  InlineParams params = getInlineParams();
  params.ComputeFullInlineCost = true;
  auto &costs = functions.getResult<TargetIRAnalysis>(*target);
  *cost = 0;
  *reason = nullptr;
  // LLVM takes `alwaysinline` at its word before it compares the target features.
  if (!costs.areInlineCompatible(site.getCaller(), target)) {
    *reason = "conflicting attributes";
    return DevirtInlineNever;
  }
  // Arguments and parameters are compared one by one.
  CallInst *adapted = nullptr;
  if (devirt::needsAdaptation(site, *target)) {
    adapted = devirt::adaptedCall(site, *target);
    adapted->insertBefore(site.getIterator());
  }
  InlineCost result = getInlineCost(
      adapted ? *adapted : site, target, params, costs,
      [&](Function &f) -> AssumptionCache & { return functions.getResult<AssumptionAnalysis>(f); },
      [&](Function &f) -> const TargetLibraryInfo & {
        return functions.getResult<TargetLibraryAnalysis>(f);
      });
  if (adapted)
    adapted->eraseFromParent();
  if (result.isAlways())
    return DevirtInlineAlways;
  if (result.isNever()) {
    *reason = result.getReason() ? result.getReason() : "cannot be inlined";
    return DevirtInlineNever;
  }
  *cost = result.getCost();
  return DevirtInlineCosts;
}

const char *DevirtInlineCall(DevirtAnalysesRef analyses, LLVMValueRef call) {
  auto &site = *unwrap<CallBase>(call);
  Function *caller = site.getFunction();
  // InlineFunctionInfo keeps a reference to the callable.
  auto assumptions = [&](Function &f) -> AssumptionCache & {
    return analyses->functions.getResult<AssumptionAnalysis>(f);
  };
  InlineFunctionInfo info(assumptions);
  InlineResult result = InlineFunction(site, info, /*MergeAttributes=*/true);
  if (!result.isSuccess())
    return result.getFailureReason();
  analyses->functions.clear(*caller, "");
  return nullptr;
}
