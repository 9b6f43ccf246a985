#ifndef CLLVM_SHIMS_CALL_BINDING_H
#define CLLVM_SHIMS_CALL_BINDING_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// Where a call of the function named `callee` goes directly: a symbol, or null: to its stub. The
/// text lives until the next call.
typedef const char *(*DevirtCallBinder)(const char *callee, void *context);

/// Makes direct calls in the code of `module` go where `bind` says, past the stubs. Addresses that
/// are taken stay those of the stubs.
void DevirtBindDirectCalls(LLVMModuleRef module, DevirtCallBinder bind, void *context);

/// Makes indirect calls in the code of `module` go past the stubs of a block: a target in
/// [stubs, stubs + size) is replaced by what its cell, `cells - stubs` bytes further, holds. With a
/// `symbol`, code finds the stubs by it, and holds no address itself.
void DevirtBindIndirectCalls(LLVMModuleRef module, const char *symbol, uint64_t stubs,
                             uint64_t size, uint64_t cells);

LLVM_C_EXTERN_C_END

#endif
