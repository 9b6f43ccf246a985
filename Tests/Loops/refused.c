/* Functions whose frames cannot be left. They must run as ever. */
#include "loops.h"

#include <setjmp.h>
#include <stdarg.h>

APART static long total(int count, ...) {
  va_list list, copy;
  va_start(list, count);
  long hash = 1;
  for (int round = 0; round < 20; ++round) {
    va_copy(copy, list);
    for (int i = 0; i < count; ++i)
      hash = mix(hash, tick(va_arg(copy, long)));
    va_end(copy);
  }
  va_end(list);
  return hash;
}

KEPT(variadic) {
  return total(10, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
}

static jmp_buf target;
APART static void jump(long value) { longjmp(target, (int)value); }

KEPT(set_jump_in_loop) {
  volatile long hash = 1;
  for (volatile long i = 0; i < 200; i = i + 1) {
    int value = setjmp(target);
    if (value == 0)
      jump(tick(i) % 3 + 1);
    hash = mix(hash, value);
  }
  return hash;
}

/* The loop that is jumped out of can be entered. */
APART static void jumps(long n) {
  for (long i = 0;; ++i)
    if (tick(i) == n)
      jump(i + 1);
}

ENTERED(jump_out_of_loop) {
  volatile long hash = 1, n = 0;
  int value = setjmp(target);
  hash = mix(hash, value);
  n = n + 1;
  if (n < 8)
    jumps(n * 40);
  return hash;
}

/* A frame that asks who called it. */
APART static long caller(long n) {
  for (long i = 0; i < n; ++i)
    tick(i);
  return (long)__builtin_return_address(0);
}

APART static long call(long n) {
  long result = caller(n);
  tick(n);
  return result;
}

KEPT(return_address) {
  long first = call(0);
  return call(200) == first;
}
