#ifndef CLLVM_SHIMS_ORC_OBSERVERS_H
#define CLLVM_SHIMS_ORC_OBSERVERS_H

#include "shims/OrcSession.h"

LLVM_C_EXTERN_C_BEGIN

/// The function whose linked code is at `address`; false if there is none. Stubs are no code of a
/// function.
///
/// Copies its linkage name, cut to `capacity` bytes with the final zero, and the distance from its
/// first byte. Takes no lock and allocates nothing: signal handlers may call it.
bool DevirtSessionFindSymbol(DevirtSessionRef session, uint64_t address, char *name,
                             size_t capacity, uint64_t *offset);

/// The readable form of the linkage name of a version: `_Z1fi$1.0` is `f(int) [v1]`. Other names
/// are demangled. Freed by the caller with `free`.
char *DevirtReadableSymbol(const char *name);

LLVM_C_EXTERN_C_END

#endif
