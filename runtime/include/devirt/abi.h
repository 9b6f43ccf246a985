/* Layouts shared by instrumented code and the runtime.
 *
 * The instrumentation pass (Sources/Devirtualization/Instrumentation) emits constants and code for
 * exactly these structures. A change here is a change of DEVIRT_ABI_VERSION there and here.
 */
#ifndef DEVIRT_ABI_H
#define DEVIRT_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DEVIRT_ABI_VERSION 1u

/* The hot state of one recorded call site in one thread: an inline cache of one target.
 *
 * Each instrumented module holds one zero-initialised thread-local array of these. Instrumented
 * code does, before the call:
 *
 *     if (value == cell->target) ++cell->hits;
 *     else if (--cell->countdown < 0) __devirt_record(value, cell, &module, index);
 *
 * `value` is the callee, or the vtable pointer at sites that record vtables. Only the owning
 * thread writes a cell; other threads may read it while they hold the owner's lock. */
typedef struct devirt_cell {
  const void *target; /* cached value; NULL until the thread's first call at this site */
  uint64_t hits;      /* calls that found `target`; reset only when `target` changes */
  int32_t countdown;  /* misses left before the next slow event */
  uint32_t reserved;
} devirt_cell;

/* A named address: a function (size 0: only the exact address has this name) or a vtable
 * (addresses from `address` up to `address + size` belong to it). */
typedef struct devirt_symbol {
  const void *address;
  uint32_t size;
  uint32_t name; /* offset into devirt_module.names, a NUL-terminated string */
} devirt_symbol;

enum {
  DEVIRT_MODE_SAMPLED = 0,
  DEVIRT_MODE_EXACT = 1,
};

/* One instrumented translation unit (or linked bitcode file). */
typedef struct devirt_module {
  uint32_t version;             /* DEVIRT_ABI_VERSION */
  uint32_t site_count;          /* number of cells */
  uint64_t signature;           /* identifies `metadata`; equal signatures, equal site tables */
  const uint8_t *metadata;      /* the site table, copied verbatim to the raw profile */
  uint64_t metadata_size;       /* bytes */
  const devirt_symbol *symbols; /* functions and vtables that may appear as targets */
  uint64_t symbol_count;
  const char *names;
  const int32_t *slots;     /* per site: byte offset of the function in a recorded vtable, or -1
                               where the callee itself is recorded; NULL: all -1 */
  const char *default_file; /* file name pattern chosen at instrumentation, or NULL */
  uint32_t mode;            /* DEVIRT_MODE_*, chosen at instrumentation */
  uint32_t reserved;
  void *state; /* the runtime's own; NULL until registered */
} devirt_module;

/* Called by a constructor of priority 0 and a destructor that instrumentation adds. */
void __devirt_register(devirt_module *module);
void __devirt_unregister(devirt_module *module);

/* The slow path. Callers use LLVM's `preserve_mostcc`: every general-purpose register but the
 * scratch register of the platform's linkage (r11 on x86-64; x16 and x17 on AArch64) keeps its
 * value. */
void __devirt_record(const void *value, devirt_cell *cell, devirt_module *module, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
