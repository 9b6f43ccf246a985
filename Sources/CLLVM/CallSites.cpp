#include "shims/CallSites.h"

#include "llvm/IR/Attributes.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Metadata.h"

using namespace llvm;

bool DevirtIsCall(LLVMValueRef instruction) { return isa<CallBase>(unwrap(instruction)); }

bool DevirtIsIndirectCall(LLVMValueRef call) { return unwrap<CallBase>(call)->isIndirectCall(); }

bool DevirtCallHasAttribute(LLVMValueRef call, const char *name) {
  Attribute::AttrKind kind = Attribute::getAttrKindFromName(name);
  return kind != Attribute::None && unwrap<CallBase>(call)->hasFnAttr(kind);
}

bool DevirtArgumentHasAttribute(LLVMValueRef call, unsigned index, const char *name) {
  auto *site = unwrap<CallBase>(call);
  Attribute::AttrKind kind = Attribute::getAttrKindFromName(name);
  return kind != Attribute::None && index < site->arg_size() && site->paramHasAttr(index, kind);
}

const char *DevirtTBAATypeName(LLVMValueRef access, size_t *length) {
  *length = 0;
  auto *instruction = dyn_cast<Instruction>(unwrap(access));
  MDNode *tag = instruction ? instruction->getMetadata(LLVMContext::MD_tbaa) : nullptr;
  if (!tag || tag->getNumOperands() == 0)
    return nullptr;
  // A struct-path tag names its access type second; that is the one that says "vtable pointer".
  unsigned index = tag->getNumOperands() >= 3 && isa<MDNode>(tag->getOperand(0)) ? 1 : 0;
  auto *type = index == 1 ? dyn_cast_or_null<MDNode>(tag->getOperand(1)) : tag;
  if (!type || type->getNumOperands() == 0)
    return nullptr;
  auto *name = dyn_cast_or_null<MDString>(type->getOperand(0));
  if (!name)
    return nullptr;
  *length = name->getLength();
  return name->getString().data();
}
