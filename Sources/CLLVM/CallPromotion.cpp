#include "shims/CallPromotion.h"

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/CallPromotionUtils.h"

using namespace llvm;

const char *DevirtPromotionObstacle(LLVMValueRef call, LLVMValueRef callee) {
  auto &site = *unwrap<CallBase>(call);
  auto *target = unwrap<Function>(callee);
  // LLVM does not compare conventions, and later makes such a direct call unreachable.
  if (site.getCallingConv() != target->getCallingConv())
    return "the calling conventions differ";
  const char *reason = nullptr;
  if (isLegalToPromote(site, target, &reason))
    return nullptr;
  return reason ? reason : "the target does not fit the call";
}

LLVMValueRef DevirtPromoteWithGuard(LLVMValueRef call, LLVMValueRef callee, unsigned hit,
                                    unsigned miss) {
  auto &site = *unwrap<CallBase>(call);
  MDNode *weights = nullptr;
  if (hit || miss)
    weights = MDBuilder(site.getContext()).createBranchWeights(hit, miss);
  CallBase &direct = promoteCallWithIfThenElse(site, unwrap<Function>(callee), weights);
  // Value profiles and callee sets describe indirect calls only.
  direct.setMetadata(LLVMContext::MD_prof, nullptr);
  direct.setMetadata(LLVMContext::MD_callees, nullptr);
  return wrap(&direct);
}
