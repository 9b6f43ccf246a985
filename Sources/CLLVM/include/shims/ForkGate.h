#ifndef CLLVM_SHIMS_FORK_GATE_H
#define CLLVM_SHIMS_FORK_GATE_H

#include <llvm-c/ExternC.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// Makes `fork` wait at the gate. To be called before code of a program runs, whose own handlers of
/// `fork` may call more of it.
void DevirtForkGateInstall(void);

/// The process does not fork until the calling thread leaves as often as it entered. To be held with
/// locks that a child needs: the threads that hold them are not in it. Forking waits, so the program
/// must not be called meanwhile. `pauses`: this thread lets it go on in `DevirtForkGatePause`.
/// `isWaitedFor`: a thread in the gate may wait for this one, which therefore does not wait for
/// another that wants to fork.
void DevirtForkGateEnter(bool pauses, bool isWaitedFor);
void DevirtForkGateLeave(void);

/// The calling thread holds no lock of the JIT's until `DevirtForkGateResume`. Returns whether the
/// gate was left, which that function wants to know: not where it was entered more than once.
bool DevirtForkGatePause(void);
void DevirtForkGateResume(bool wasLeft);

LLVM_C_EXTERN_C_END

#endif
