#ifndef CLLVM_SHIMS_CALL_SITES_H
#define CLLVM_SHIMS_CALL_SITES_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// True if `instruction` is a call, invoke or callbr.
bool DevirtIsCall(LLVMValueRef instruction);

/// True if `call` calls a computed address: not a function, alias or other constant, not inline
/// assembly. See `CallBase::isIndirectCall`.
bool DevirtIsIndirectCall(LLVMValueRef call);

/// True if `call` has the named attribute, such as "returns_twice", itself or, for a direct call,
/// through its callee. False for an unknown name.
bool DevirtCallHasAttribute(LLVMValueRef call, const char *name);

/// True if argument `index` of `call` has the named attribute.
bool DevirtArgumentHasAttribute(LLVMValueRef call, unsigned index, const char *name);

/// The name of the first operand of the base type of the `!tbaa` tag of a load or store, such as
/// "vtable pointer"; `length` 0 if there is none. The memory belongs to the context.
const char *DevirtTBAATypeName(LLVMValueRef access, size_t *length);

LLVM_C_EXTERN_C_END

#endif
