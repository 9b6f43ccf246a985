#ifndef CLLVM_SHIMS_DEMANGLING_H
#define CLLVM_SHIMS_DEMANGLING_H

#include <llvm-c/ExternC.h>
#include <stddef.h>

LLVM_C_EXTERN_C_BEGIN

/// The readable form of a C++, Rust, D or Microsoft linkage name, or the name itself.
/// The caller frees the result with `free`.
char *DevirtDemangle(const char *name, size_t length);

LLVM_C_EXTERN_C_END

#endif
