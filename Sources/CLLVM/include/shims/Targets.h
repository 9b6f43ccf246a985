#ifndef CLLVM_SHIMS_TARGETS_H
#define CLLVM_SHIMS_TARGETS_H

#include <llvm-c/ExternC.h>

LLVM_C_EXTERN_C_BEGIN

/// Registers every target LLVM was built with. The C API has this as macros only.
void DevirtInitializeTargets(void);

LLVM_C_EXTERN_C_END

#endif
