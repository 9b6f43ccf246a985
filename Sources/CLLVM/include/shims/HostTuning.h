#ifndef CLLVM_SHIMS_HOST_TUNING_H
#define CLLVM_SHIMS_HOST_TUNING_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

LLVM_C_EXTERN_C_BEGIN

/// Lets the code generator use all of a CPU for the bodies in `module` that other objects call,
/// whatever CPU they were compiled for, without changing what they compute or how they are called:
///
/// - functions that pass or return vectors wider than 128 bits, or call such, stay as they are;
/// - `a * b + c` is rounded twice, as before, where the function's own CPU cannot fuse it.
void DevirtTuneForHost(LLVMModuleRef module, const char *cpu, const char *features);

LLVM_C_EXTERN_C_END

#endif
