#ifndef CLLVM_SHIMS_IDENTITY_H
#define CLLVM_SHIMS_IDENTITY_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// A hash of the function's instructions, types and operands, the same in every process.
/// See llvm/IR/StructuralHash.h (detailed form).
uint64_t DevirtStructuralHash(LLVMValueRef function);

/// LLVM's GUID of a linkage name: the low 64 bits of its MD5.
uint64_t DevirtGUID(const char *name, size_t length);

LLVM_C_EXTERN_C_END

#endif
