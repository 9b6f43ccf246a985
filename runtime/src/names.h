/* From addresses to names, at dump time. */
#ifndef DEVIRT_NAMES_H
#define DEVIRT_NAMES_H

#include "state.h"

/* A target by name. Strings live as long as the modules or the arena of the names. */
typedef struct devirt_target {
  const char *name;
  const char *object; /* NULL: the object this runtime is in */
  const char *vtable; /* NULL: not called through a known vtable */
  uint32_t vtable_offset;
} devirt_target;

typedef struct devirt_names {
  devirt_arena *arena;
  const void *self; /* load address of our object, or NULL */
  struct devirt_named *index;
  size_t count;
} devirt_names;

#pragma GCC visibility push(hidden)

/* Indexes the symbol tables of all modules; under the dump lock. False: no memory. */
bool devirt_names_open(devirt_names *names, devirt_arena *arena, devirt_state *states);

/* `slot` as in devirt_module.slots: negative, or the offset of the function in a vtable `value`. */
devirt_target devirt_names_find(devirt_names *names, const void *value, int32_t slot);

#pragma GCC visibility pop
#endif
