#include "signals.h"
#include "warn.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static int warned;

/* One write, past stdio: lines of several processes stay whole, the program's buffers untouched. */
static void say(const char *format, va_list arguments) {
  char line[4608];
  int length = vsnprintf(line, sizeof line - 1, format, arguments);
  if (length < 0)
    return;
  length = DEVIRT_MIN(length, (int)sizeof line - 2);
  line[length++] = '\n';
  devirt_signals signals;
  devirt_signals_hold(&signals);
  int error = write(STDERR_FILENO, line, (size_t)length) < 0 ? errno : 0;
  devirt_signals_release(&signals, error);
}

void devirt_say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say(format, arguments);
  va_end(arguments);
}

void devirt_warn_once(const char *format, ...) {
  if (__atomic_exchange_n(&warned, 1, __ATOMIC_RELAXED))
    return;
  va_list arguments;
  va_start(arguments, format);
  say(format, arguments);
  va_end(arguments);
}

void devirt_warn_forked(void) {
  DEVIRT_STORE(&warned, 0);
}
