#ifndef CLLVM_SHIMS_PARSING_H
#define CLLVM_SHIMS_PARSING_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stddef.h>

LLVM_C_EXTERN_C_BEGIN

/// Where and why a parse failed. Line and column count from 1; 0 means unknown.
typedef struct {
  unsigned line, column;
  char *message; ///< freed by the caller with `free`
} DevirtParseError;

/// Parses bitcode or textual IR, whichever `bytes` holds. Null on failure, with `error` filled.
/// `name` becomes the module's identifier. The bytes are not kept.
LLVMModuleRef DevirtParseIR(LLVMContextRef context, const char *bytes, size_t size,
                            const char *name, DevirtParseError *error);

LLVM_C_EXTERN_C_END

#endif
