/* The file around the sections. */
#ifndef DEVIRT_CONTAINER_H
#define DEVIRT_CONTAINER_H

#include "file.h"
#include "profile.h"

/* One of our modules on its way into a file. */
typedef struct devirt_output {
  devirt_profile profile;
  uint32_t site_count;
  bool merged; /* it is in the file through another one of the same site table */
} devirt_output;

#pragma GCC visibility push(hidden)

/* Whether `contents` begin like a raw profile of a version we write. */
bool devirt_container_is_raw(const uint8_t *contents, size_t size);

/* The pieces of a file that holds `contents` (NULL: nothing) and our modules: ours are added to
 * the sections of the same site table, all other sections stay byte for byte. Returns the number
 * of pieces, 0 without memory. */
size_t devirt_container_compose(devirt_output *outputs, size_t count, const uint8_t *contents,
                                size_t size, devirt_arena *arena, devirt_bytes **pieces);

#pragma GCC visibility pop
#endif
