#ifndef CLLVM_SHIMS_SWIFT_IMAGES_H
#define CLLVM_SHIMS_SWIFT_IMAGES_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

LLVM_C_EXTERN_C_BEGIN

/// Calls `visit` for each option, such as `-lswiftCore`, that swiftc left in the module for whoever
/// links it.
void DevirtForEachAutolinkEntry(LLVMModuleRef module, void (*visit)(const char *entry, void *),
                                void *context);

LLVM_C_EXTERN_C_END

#endif
