/* Writing must not kill the program: a pipe without a reader or a file size limit is an error. */
#ifndef DEVIRT_SIGNALS_H
#define DEVIRT_SIGNALS_H

#include "base.h"

#include <signal.h>

typedef struct devirt_signals {
  sigset_t before, pending;
} devirt_signals;

#pragma GCC visibility push(hidden)

/* Holds back SIGPIPE and SIGXFSZ for this thread. */
void devirt_signals_hold(devirt_signals *signals);

/* Lets them through again, without the one that a write failing with `error` has raised. */
void devirt_signals_release(const devirt_signals *signals, int error);

#pragma GCC visibility pop
#endif
