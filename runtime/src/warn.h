/* Talk to the user: whole lines on standard error, and few of them. */
#ifndef DEVIRT_WARN_H
#define DEVIRT_WARN_H

#include "base.h"

#pragma GCC visibility push(hidden)

/* One line; the newline is added. */
void devirt_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, but only one such line in a process. */
void devirt_warn_once(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A child of fork is a process of its own. */
void devirt_warn_forked(void);

#pragma GCC visibility pop
#endif
