#include "CallAdaptation.hpp"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Attributes.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/Transforms/Utils/CallPromotionUtils.h"

using namespace llvm;

// Swift passes these in registers of their own, which a callee without such a parameter leaves as
// they are. So `thin_to_thick_function` and `convert_function` just cast, and calls of closures
// pass a context that a function without captures lacks, or a place for errors that a function
// that never throws lacks.
static constexpr Attribute::AttrKind ownRegister[] = {Attribute::SwiftSelf, Attribute::SwiftError};

static bool has(const CallBase &site, unsigned index, Attribute::AttrKind kind) {
  return site.getAttributes().hasParamAttr(index, kind);
}

static bool isDropped(const CallBase &site, unsigned index, const Function &callee) {
  for (Attribute::AttrKind kind : ownRegister)
    if (has(site, index, kind))
      return !callee.getAttributes().hasAttrSomewhere(kind);
  return false;
}

bool devirt::needsAdaptation(const CallBase &site, const Function &callee) {
  // A declaration made for a call site has no attributes, and the site's own prototype.
  if (callee.isDeclaration() || callee.isVarArg() || !isa<CallInst>(site) ||
      site.getCallingConv() != CallingConv::Swift || site.getFunctionType()->isVarArg() ||
      site.hasOperandBundles() || site.isMustTailCall())
    return false;
  for (unsigned i = 0; i < site.arg_size(); ++i)
    if (isDropped(site, i, callee))
      return true;
  return false;
}

CallInst *devirt::adaptedCall(const CallBase &call, const Function &callee) {
  SmallVector<Value *, 8> arguments;
  SmallVector<Type *, 8> types;
  SmallVector<AttributeSet, 8> attributes;
  AttributeList all = call.getAttributes();
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    if (isDropped(call, i, callee))
      continue;
    arguments.push_back(call.getArgOperand(i));
    types.push_back(call.getArgOperand(i)->getType());
    attributes.push_back(all.getParamAttrs(i));
  }
  auto *type = FunctionType::get(call.getType(), types, /*isVarArg=*/false);
  CallInst *result = CallInst::Create(type, call.getCalledOperand(), arguments);
  result->setCallingConv(call.getCallingConv());
  result->setTailCallKind(cast<CallInst>(call).getTailCallKind());
  result->setAttributes(AttributeList::get(call.getContext(), all.getFnAttrs(),
                                           all.getRetAttrs(), attributes));
  result->copyMetadata(call);
  result->copyIRFlags(&call);
  return result;
}

static const char *obstacle(const CallBase &site, Function &callee) {
  const char *reason = nullptr;
  if (!isLegalToPromote(site, &callee, &reason))
    return reason ? reason : "the target does not fit the call";
  if (callee.isDeclaration())
    return nullptr;
  for (unsigned i = 0; i < callee.arg_size(); ++i)
    for (auto kind : {Attribute::SwiftSelf, Attribute::SwiftError, Attribute::SwiftAsync})
      if (has(site, i, kind) != callee.hasParamAttribute(i, kind))
        return "Swift's context or error is passed in another place";
  return nullptr;
}

const char *devirt::promotionObstacle(const CallBase &site, Function &callee) {
  // LLVM does not compare conventions, and later makes such a direct call unreachable.
  if (site.getCallingConv() != callee.getCallingConv())
    return "the calling conventions differ";
  if (!needsAdaptation(site, callee))
    return obstacle(site, callee);
  CallInst *adapted = adaptedCall(site, callee);
  const char *reason = obstacle(*adapted, callee);
  adapted->deleteValue();
  return reason;
}
