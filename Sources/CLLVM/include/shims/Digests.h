#ifndef CLLVM_SHIMS_DIGESTS_H
#define CLLVM_SHIMS_DIGESTS_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// XXH3 of bytes, 64 bits.
uint64_t DevirtDigest(const void *bytes, size_t count);

/// What tells builds of devirt and of LLVM apart: a digest of the files that this code and LLVM's
/// were loaded from, 0 if one cannot be read.
uint64_t DevirtBuildDigest(void);

/// The bytes of a memory buffer.
const void *DevirtBufferBytes(LLVMMemoryBufferRef buffer);

LLVM_C_EXTERN_C_END

#endif
