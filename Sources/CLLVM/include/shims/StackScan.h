#ifndef CLLVM_SHIMS_STACK_SCAN_H
#define CLLVM_SHIMS_STACK_SCAN_H

#include <llvm-c/ExternC.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// Which code a thread may still run: what its stack refers to. Threads go by the system's numbers.

/// Memory of an object of code.
typedef struct {
  uint64_t start, end;
} DevirtCodeRange;

/// Looks through the calling thread's stack and registers for addresses in `ranges`, which are
/// sorted and apart, `end` included: a call that does not return may be the last instruction.
///
/// Sets `found[i]` for those that are there. Returns false if the stack is not the thread's own,
/// as those of signal handlers and coroutines: nothing is known then.
bool DevirtScanOwnStack(const DevirtCodeRange *ranges, size_t count, bool *found);

/// The same for another thread, which must be blocked in a system call and stay so meanwhile.
bool DevirtScanThread(int thread, const DevirtCodeRange *ranges, size_t count, bool *found);

/// True if the calling thread runs on a stack that is neither its own nor that of its signal
/// handlers.
bool DevirtIsOnForeignStack(void);

/// All threads of the process. Returns how many; 0 if there are more than `capacity`, or threads
/// came and went so that the list may not be complete.
size_t DevirtListThreads(int *threads, size_t capacity);

/// The calling thread.
int DevirtThreadNumber(void);

/// Where loops ask where to go on: the code they call, and what answers them.
typedef uintptr_t (*DevirtLoopAnswer)(uint64_t token, uint32_t label, int32_t *counters);
DevirtLoopAnswer DevirtLoopHook(DevirtLoopAnswer answer);

LLVM_C_EXTERN_C_END

#endif
