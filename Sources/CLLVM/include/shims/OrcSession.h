#ifndef CLLVM_SHIMS_ORC_SESSION_H
#define CLLVM_SHIMS_ORC_SESSION_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// An ORC session in this process: JITLink, the native platform with the ORC runtime, memory from
/// one reserved slab, symbols of the process.
///
/// Functions that can fail return false or null and set `*error`, which the caller frees with
/// `free`. Lookups, definitions and additions may come from any thread.
typedef struct DevirtOpaqueSession *DevirtSessionRef;

/// Who is told what is linked: debuggers with the GDB JIT interface, `/tmp/perf-<pid>.map`, and a
/// jitdump file below `$JITDUMPDIR` or the home directory.
enum {
  DevirtObserveGDB = 1,
  DevirtObservePerfMap = 2,
  DevirtObserveJitDump = 4,
};

/// `runtime` is the path of liborc_rt; `slab` the number of bytes of address space reserved for
/// code and data at a time. Fails if a file of `observers` cannot be made.
DevirtSessionRef DevirtCreateSession(const char *runtime, uint64_t slab, unsigned observers,
                                     char **error);

/// Releases everything; code of the session must not run any more.
void DevirtDisposeSession(DevirtSessionRef session);

/// Adds a relocatable object, which is linked when one of its symbols is looked up.
/// Takes `object` over.
bool DevirtSessionAddObject(DevirtSessionRef session, LLVMMemoryBufferRef object, char **error);

/// Bytes of code in a relocatable object, 0 if it is none.
size_t DevirtObjectCodeSize(LLVMMemoryBufferRef object);

/// Adds a static library whose members are linked as they are needed, or a shared library.
bool DevirtSessionAddLibrary(DevirtSessionRef session, const char *path, char **error);

/// Defines symbols at addresses; `weak` ones give way to a definition that is there already.
bool DevirtSessionDefine(DevirtSessionRef session, const char *const *names,
                         const uint64_t *addresses, const bool *weak, size_t count, char **error);

/// The addresses of symbols, linked and ready to run.
bool DevirtSessionLookup(DevirtSessionRef session, const char *const *names, uint64_t *addresses,
                         size_t count, char **error);

/// The address of a symbol as code of the session finds it, also in libraries; 0 if there is none.
uint64_t DevirtSessionFind(DevirtSessionRef session, const char *name);

/// The dynamic linker's name for a function of the process that begins at `address`, if code of the
/// session finds it there by that name; else null.
const char *DevirtProcessSymbol(DevirtSessionRef session, uint64_t address);

/// Runs static constructors; the destructors run in `DevirtSessionDeinitialize`.
bool DevirtSessionInitialize(DevirtSessionRef session, char **error);
bool DevirtSessionDeinitialize(DevirtSessionRef session, char **error);

LLVM_C_EXTERN_C_END

#endif
