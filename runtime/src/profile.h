/* A module's profile as the raw file has it: strings by index, records by cell. Everything lives
 * in an arena or in the bytes it was read from. The layouts are those of Docs/Formats.md. */
#ifndef DEVIRT_PROFILE_H
#define DEVIRT_PROFILE_H

#include "names.h"

#define DEVIRT_NONE UINT32_MAX

typedef struct devirt_string {
  const char *bytes;
  uint32_t length;
} devirt_string;

/* Strings, each once. */
typedef struct devirt_strings {
  devirt_arena *arena;
  devirt_string *items;
  uint32_t count, capacity;
  uint32_t *buckets; /* index + 1; open addressing, twice the capacity */
} devirt_strings;

typedef struct devirt_entry {
  uint32_t name, object, vtable, vtable_offset;
  uint64_t count, error;
} devirt_entry;

typedef struct devirt_record {
  uint32_t cell;
  uint32_t entry_count;
  uint64_t total, estimated, samples, floor, pairs, repeats;
  devirt_entry *entries;
} devirt_record;

typedef struct devirt_profile {
  uint64_t signature;
  uint32_t processes;
  const uint8_t *table; /* the site table, verbatim */
  uint64_t table_size;
  devirt_strings strings;
  devirt_record *records;
  uint32_t record_count;
} devirt_profile;

/* Bytes being written; after a failed allocation it stays failed. */
typedef struct devirt_buffer {
  devirt_arena *arena;
  uint8_t *bytes;
  size_t size, capacity;
  bool failed;
} devirt_buffer;

/* Bytes being read; after a short read it stays failed and yields zeros. */
typedef struct devirt_cursor {
  const uint8_t *bytes;
  size_t left;
  bool failed;
} devirt_cursor;

#pragma GCC visibility push(hidden)

/* The index of a string; DEVIRT_NONE without memory. `bytes` is not copied. */
uint32_t devirt_strings_intern(devirt_strings *strings, const char *bytes, size_t length);

/* profile.c: a module's snapshot with names; merging. False: no memory. */
bool devirt_profile_make(devirt_profile *profile, devirt_arena *arena, const devirt_state *state,
                         devirt_names *names);
bool devirt_profile_same_module(const devirt_profile *a, const devirt_profile *b);
bool devirt_profile_merge(devirt_profile *into, const devirt_profile *other, devirt_arena *arena);

/* format.c: the payload of a MODL section, both ways. */
void devirt_profile_encode(const devirt_profile *profile, devirt_buffer *buffer);
bool devirt_profile_decode(devirt_profile *profile, devirt_arena *arena, const uint8_t *payload,
                           size_t size, uint32_t site_count);

/* bytes.c: little-endian, whatever the machine is. */
void devirt_put(devirt_buffer *buffer, const void *bytes, size_t size);
void devirt_put_u32(devirt_buffer *buffer, uint32_t value);
void devirt_put_u64(devirt_buffer *buffer, uint64_t value);
const uint8_t *devirt_take(devirt_cursor *cursor, size_t size);
uint32_t devirt_take_u32(devirt_cursor *cursor);
uint64_t devirt_take_u64(devirt_cursor *cursor);

#pragma GCC visibility pop
#endif
