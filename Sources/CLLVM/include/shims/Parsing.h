#ifndef CLLVM_SHIMS_PARSING_H
#define CLLVM_SHIMS_PARSING_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>
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

/// True if the buffer starts as bitcode does.
bool DevirtIsBitcode(LLVMMemoryBufferRef buffer);

/// Parses bitcode but for the bodies of functions, which `DevirtMaterialize` reads one by one. The
/// buffer must outlive the module. Null on failure, with `error` filled.
LLVMModuleRef DevirtParseLazily(LLVMContextRef context, LLVMMemoryBufferRef buffer,
                                DevirtParseError *error);

/// Reads and verifies the body of a function, unless it is there. On failure `message` is set to a
/// text, freed by the caller with `free`.
bool DevirtMaterialize(LLVMValueRef function, char **message);

/// Reads all bodies, without verifying them. Failure as above.
bool DevirtMaterializeAll(LLVMModuleRef module, char **message);

LLVM_C_EXTERN_C_END

#endif
