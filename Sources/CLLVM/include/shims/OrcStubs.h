#ifndef CLLVM_SHIMS_ORC_STUBS_H
#define CLLVM_SHIMS_ORC_STUBS_H

#include <llvm-c/ExternC.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// A block of stubs: `jmp *cell`, with the cells beside them. Stub i first leads to `resolve`,
/// which returns the address to go on at, and does so until it is redirected.
typedef struct DevirtOpaqueStubs *DevirtStubsRef;

/// Called on the thread that calls a stub not redirected yet; any number at a time.
typedef uint64_t (*DevirtStubResolver)(size_t stub, void *context);

/// Null on failure, with `*error` set, freed by the caller with `free`. O(count).
DevirtStubsRef DevirtCreateStubs(size_t count, DevirtStubResolver resolve, void *context,
                                 char **error);

/// No thread may run a stub of the block any more.
void DevirtDisposeStubs(DevirtStubsRef stubs);

/// The address of a stub: what the symbol has, always.
uint64_t DevirtStubAddress(DevirtStubsRef stubs, size_t stub);

/// Makes a stub lead elsewhere: one aligned 8-byte store with release order. A caller on another
/// thread goes to the old or to the new address, and finds the code there complete.
void DevirtRedirectStub(DevirtStubsRef stubs, size_t stub, uint64_t address);

/// Where a stub leads.
uint64_t DevirtStubTarget(DevirtStubsRef stubs, size_t stub);

/// The address of the first stub; `size` is set to the bytes of all, `cells` to the address of the
/// first cell. Stubs and cells have the same size, so a stub leads to its cell.
uint64_t DevirtStubsLayout(DevirtStubsRef stubs, uint64_t *size, uint64_t *cells);

/// Bytes of memory the block takes.
size_t DevirtStubsSize(DevirtStubsRef stubs);

LLVM_C_EXTERN_C_END

#endif
