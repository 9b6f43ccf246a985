/* Stands in for the instrumentation pass: a module, its registration and the inline path.
 *
 * Before including it a test may define SITES, MODE, SIGNATURE, SLOTS (an array of int32_t),
 * DEFAULT_FILE and VERSION. It calls `recorder_symbol` in a function RECORDER_SYMBOLS() to name
 * addresses.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <stdint.h>
#include <string.h>

#define __devirt_record devirt_unused_declaration /* abi.h lacks the convention */
#include <devirt/abi.h>
#undef __devirt_record
#include <devirt/devirt.h>

#ifdef __cplusplus
#define RECORDER_THREAD thread_local
extern "C"
#else
#define RECORDER_THREAD _Thread_local
#endif
    __attribute__((preserve_most)) void recorder_slow(const void *value, devirt_cell *cell,
                                                      devirt_module *module, uint32_t index)
    __asm__("__devirt_record");

#ifndef SITES
#define SITES 1
#endif
#ifndef MODE
#define MODE DEVIRT_MODE_EXACT
#endif
#ifndef SIGNATURE
#define SIGNATURE 0x1234
#endif
#ifndef VERSION
#define VERSION DEVIRT_ABI_VERSION
#endif
#ifndef DEFAULT_FILE
#define DEFAULT_FILE NULL
#endif

static RECORDER_THREAD devirt_cell recorder_cells[SITES];
static devirt_symbol recorder_symbols[256];
static char recorder_names[8192];
static uint8_t recorder_table[64 + 26 * SITES];
static devirt_module recorder_module;
static uint32_t recorder_names_used;

__attribute__((unused)) static void recorder_symbol(const void *address, uint32_t size,
                                                    const char *name) {
  devirt_symbol *symbol = &recorder_symbols[recorder_module.symbol_count++];
  symbol->address = address;
  symbol->size = size;
  symbol->name = recorder_names_used;
  strcpy(recorder_names + recorder_names_used, name);
  recorder_names_used += (uint32_t)strlen(name) + 1;
}

#ifdef RECORDER_SYMBOLS
static void RECORDER_SYMBOLS(void);
#endif

static void recorder_put(uint8_t **at, uint64_t value, int size) {
  for (int i = 0; i < size; ++i)
    *(*at)++ = (uint8_t)(value >> (8 * i));
}

__attribute__((constructor(0))) static void recorder_begin(void) {
  uint8_t *at = recorder_table;
  recorder_put(&at, 1, 4); /* one string */
  recorder_put(&at, 1, 4);
  *at++ = 'f';
  recorder_put(&at, 1, 4); /* one function: name, hash, point, file, line */
  recorder_put(&at, 0, 4);
  recorder_put(&at, 7, 8);
  recorder_put(&at, 1, 1);
  recorder_put(&at, 0xffffffff, 4);
  recorder_put(&at, 0, 4);
  recorder_put(&at, SITES, 4);
  for (uint32_t i = 0; i < SITES; ++i) { /* ordinal, cell, kind, file, line, column, type */
    recorder_put(&at, i, 4);
    recorder_put(&at, i, 4);
    recorder_put(&at, 0, 1);
    recorder_put(&at, 0xffffffff, 4);
    recorder_put(&at, 0, 8);
    recorder_put(&at, 0, 4);
  }
  recorder_module.version = VERSION;
  recorder_module.site_count = SITES;
  recorder_module.signature = SIGNATURE;
  recorder_module.metadata = recorder_table;
  recorder_module.metadata_size = (uint64_t)(at - recorder_table);
  recorder_module.symbols = recorder_symbols;
  recorder_module.names = recorder_names;
#ifdef SLOTS
  static const int32_t slots[] = SLOTS;
  recorder_module.slots = slots;
#endif
  recorder_module.default_file = DEFAULT_FILE;
  recorder_module.mode = MODE;
#ifdef RECORDER_SYMBOLS
  RECORDER_SYMBOLS();
#endif
  __devirt_register(&recorder_module);
}

__attribute__((destructor(0))) static void recorder_end(void) {
  __devirt_unregister(&recorder_module);
}

/* The accesses are plain in instrumented code; relaxed atomics are the same instructions and tell
 * TSan that they are meant. */
__attribute__((always_inline, unused)) static inline void record(uint32_t index,
                                                                 const void *value) {
  devirt_cell *cell = &recorder_cells[index];
  if (value == __atomic_load_n(&cell->target, __ATOMIC_RELAXED)) {
    __atomic_store_n(&cell->hits, __atomic_load_n(&cell->hits, __ATOMIC_RELAXED) + 1,
                     __ATOMIC_RELAXED);
    return;
  }
  int32_t countdown =
      (int32_t)((uint32_t)__atomic_load_n(&cell->countdown, __ATOMIC_RELAXED) - 1);
  __atomic_store_n(&cell->countdown, countdown, __ATOMIC_RELAXED);
  if (__builtin_expect(countdown < 0, 0))
    recorder_slow(value, cell, &recorder_module, index);
}

/* Named addresses that nobody calls: t00, t01, ... */
#define TARGETS 64
static const char targets[TARGETS] = {0};

__attribute__((unused)) static void name_targets(void) {
  for (int i = 0; i < TARGETS; ++i) {
    char name[4] = {'t', (char)('0' + i / 10), (char)('0' + i % 10), 0};
    recorder_symbol(&targets[i], 0, name);
  }
}

__attribute__((unused)) static uint32_t next_random(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33);
}

#endif
