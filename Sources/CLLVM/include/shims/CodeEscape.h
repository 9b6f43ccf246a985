#ifndef CLLVM_SHIMS_CODE_ESCAPE_H
#define CLLVM_SHIMS_CODE_ESCAPE_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// True if the program may keep an address of what the optimized `unit` defines beyond the frames
/// of its code, as it does with the parts of a coroutine: the code can never be freed.
bool DevirtUnitEscapes(LLVMModuleRef unit);

/// What in `module` may make threads leave their stacks, so that code may wait on one that no scan
/// finds: a text that the caller frees with `free`, or null. Bodies that are not read are not
/// looked at.
char *DevirtStackObstacle(LLVMModuleRef module);

LLVM_C_EXTERN_C_END

#endif
