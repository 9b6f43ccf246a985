#include "shims/CallSites.h"

#include "llvm/IR/Attributes.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"

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

// A struct-path tag is (base type, access type, offset); a type node starts with its name.
static const char *tagTypeName(LLVMValueRef access, unsigned index, size_t *length) {
  *length = 0;
  auto *instruction = dyn_cast<Instruction>(unwrap(access));
  MDNode *tag = instruction ? instruction->getMetadata(LLVMContext::MD_tbaa) : nullptr;
  if (!tag || tag->getNumOperands() < 3)
    return nullptr;
  auto *type = dyn_cast_or_null<MDNode>(tag->getOperand(index));
  if (!type || type->getNumOperands() == 0)
    return nullptr;
  auto *name = dyn_cast_or_null<MDString>(type->getOperand(0));
  if (!name)
    return nullptr;
  *length = name->getLength();
  return name->getString().data();
}

const char *DevirtTBAAAccessType(LLVMValueRef access, size_t *length) {
  return tagTypeName(access, 1, length);
}

const char *DevirtTBAABaseType(LLVMValueRef access, size_t *length) {
  return tagTypeName(access, 0, length);
}

LLVMValueRef DevirtStripConstantOffset(LLVMModuleRef module, LLVMValueRef pointer,
                                       int64_t *offset) {
  const DataLayout &layout = unwrap(module)->getDataLayout();
  Value *value = unwrap(pointer);
  APInt distance(layout.getIndexTypeSizeInBits(value->getType()), 0);
  value = value->stripAndAccumulateConstantOffsets(layout, distance, /*AllowNonInbounds=*/true);
  *offset = distance.getSExtValue();
  return wrap(value);
}
