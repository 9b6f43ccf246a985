/* Loops that running frames leave for optimized code: see LoopEntryTests.swift.
 *
 * Each case returns a number that depends on everything that must survive the change. Cases whose
 * name begins with `entered_` must be entered, those with `kept_` must not. */
#ifndef LOOPS_H
#define LOOPS_H

#ifdef __cplusplus
#define EXPORTED extern "C"
#else
#define EXPORTED
#endif

#define ENTERED(name) EXPORTED long entered_##name(void)
#define KEPT(name) EXPORTED long kept_##name(void)
#define SOMETIMES(name) EXPORTED long sometimes_##name(void)
#define APART __attribute__((noinline))

/* Returns `x`. Under the JIT it first waits for the optimizer to finish what was asked of it, so
 * that the next iteration finds it. */
EXPORTED long tick(long x);

static inline long mix(long hash, long value) {
  return (long)((unsigned long)hash * 1000003UL ^ (unsigned long)value);
}

#endif
