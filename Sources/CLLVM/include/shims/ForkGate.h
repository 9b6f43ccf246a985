#ifndef CLLVM_SHIMS_FORK_GATE_H
#define CLLVM_SHIMS_FORK_GATE_H

#include <llvm-c/ExternC.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// The process does not fork until the calling thread leaves as often as it entered. To be held with
/// locks that a child needs: the threads that hold them are not in it. Forking waits, so the program
/// must not be called meanwhile. `pauses`: this thread lets it go on in `DevirtForkGatePause`, as it
/// has no locks there.
void DevirtForkGateEnter(bool pauses);
void DevirtForkGateLeave(void);

/// The calling thread holds no lock until `DevirtForkGateResume`. Returns whether the gate was left,
/// which that function wants to know.
bool DevirtForkGatePause(void);
void DevirtForkGateResume(bool wasLeft);

LLVM_C_EXTERN_C_END

#endif
