#ifndef CLLVM_SHIMS_CRASH_REPORTS_H
#define CLLVM_SHIMS_CRASH_REPORTS_H

#include "shims/OrcSession.h"

LLVM_C_EXTERN_C_BEGIN

/// Makes signals that say a program is broken print a report on standard error, under `name`, if
/// its code was at fault, or else under that of this process. The process then ends by the signal.
///
/// For a process that runs one program: handlers of others are replaced, among them those of the
/// Swift runtime; signals that the process ignores stay ignored. What the program installs later
/// counts instead. `session` must live as long as the process.
void DevirtReportCrashes(DevirtSessionRef session, const char *name);

/// A line that follows each report; at most 4095 bytes count.
void DevirtSetCrashNote(const char *text);

/// The system's `pthread_create`, whose types need not be known here.
typedef int (*DevirtThreadCreator)(void *thread, const void *attributes, void *(*start)(void *),
                                   void *argument);

/// Creates a thread with `create`; it gets a stack for reports once there are any, so that it can
/// run out of its own.
int DevirtCreateThread(DevirtThreadCreator create, void *thread, const void *attributes,
                       void *(*start)(void *), void *argument);

/// Names the calling thread, in at most 15 bytes; reports tell threads apart by their names.
void DevirtNameThread(const char *name);

LLVM_C_EXTERN_C_END

#endif
