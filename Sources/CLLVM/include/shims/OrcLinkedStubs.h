#ifndef CLLVM_SHIMS_ORC_LINKED_STUBS_H
#define CLLVM_SHIMS_ORC_LINKED_STUBS_H

#include "shims/OrcSession.h"

LLVM_C_EXTERN_C_BEGIN

/// Makes stubs by linking them, as symbols `<prefix>0`, `<prefix>1` and so on: for every
/// architecture that JITLink has stubs for. Stub i leads to `targets[i]`; its address is stored in
/// `addresses[i]`. On failure `*error` is set, freed by the caller with `free`.
bool DevirtCreateLinkedStubs(DevirtSessionRef session, const char *prefix,
                             const uint64_t *targets, size_t count, uint64_t *addresses,
                             char **error);

/// Makes stubs made with `prefix` lead elsewhere: for each one aligned store of a pointer, after
/// the code is complete. Failure as above; some may then be redirected.
bool DevirtRedirectLinkedStubs(DevirtSessionRef session, const char *prefix,
                               const size_t *stubs, const uint64_t *targets, size_t count,
                               char **error);

LLVM_C_EXTERN_C_END

#endif
