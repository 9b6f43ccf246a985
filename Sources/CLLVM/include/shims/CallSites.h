#ifndef CLLVM_SHIMS_CALL_SITES_H
#define CLLVM_SHIMS_CALL_SITES_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/// The name of the accessed type in the `!tbaa` tag of a load or store, such as "vtable pointer",
/// or of the type that contains it, such as "_ZTS6Circle". Null if there is none. The memory
/// belongs to the context.
const char *DevirtTBAAAccessType(LLVMValueRef access, size_t *length);
const char *DevirtTBAABaseType(LLVMValueRef access, size_t *length);

/// The pointer that `pointer` is a constant number of bytes away from, after removing casts and
/// constant address arithmetic.
LLVMValueRef DevirtStripConstantOffset(LLVMModuleRef module, LLVMValueRef pointer,
                                       int64_t *offset);

LLVM_C_EXTERN_C_END

#endif
