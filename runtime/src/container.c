#include "container.h"

#include <string.h>

enum { HEADER_SIZE = 16, SECTION_HEADER_SIZE = 16, VERSION = 2, KIND_RAW = 1 };

static const uint8_t magic[8] = {0x89, 'D', 'V', 'R', 'T', '\r', '\n', 0x1a};

bool devirt_container_is_raw(const uint8_t *contents, size_t size) {
  devirt_cursor cursor = {contents, size, false};
  const uint8_t *start = devirt_take(&cursor, sizeof magic);
  return start && memcmp(start, magic, sizeof magic) == 0 && devirt_take_u32(&cursor) == VERSION &&
         devirt_take_u32(&cursor) == KIND_RAW && !cursor.failed;
}

typedef struct section {
  const uint8_t *start; /* of its header */
  const uint8_t *payload;
  size_t size; /* of the payload */
  const uint8_t *tag;
  uint32_t crc;
  devirt_output *owner; /* ours, if it is to be written here */
  bool absorbed;        /* what it holds is in one of ours */
} section;

/* Reads one section; false at DONE, at the end, and where the framing is broken. */
static bool take_section(devirt_cursor *cursor, section *found) {
  *found = (section){.start = cursor->bytes};
  found->tag = devirt_take(cursor, 4);
  found->crc = devirt_take_u32(cursor);
  uint64_t size = devirt_take_u64(cursor);
  if (cursor->failed || size > cursor->left || memcmp(found->tag, "DONE", 4) == 0)
    return false;
  found->size = (size_t)size;
  found->payload = devirt_take(cursor, found->size);
  return true;
}

static size_t split(const uint8_t *contents, size_t size, devirt_arena *arena,
                    section **sections) {
  size_t count = 0;
  section one;
  devirt_cursor cursor = {contents, size, false};
  devirt_take(&cursor, HEADER_SIZE);
  devirt_cursor first = cursor;
  while (!cursor.failed && take_section(&cursor, &one))
    ++count;
  *sections = devirt_arena_alloc(arena, (count + 1) * sizeof **sections);
  for (size_t i = 0; *sections && i < count; ++i)
    take_section(&first, &(*sections)[i]);
  return count;
}

/* Adds what the section holds to our module of the same site table, if there is one. A damaged
 * section is left where it is: a reader will report it. False: no memory. */
static bool absorb(section *candidate, devirt_output *outputs, size_t count, devirt_arena *arena) {
  if (memcmp(candidate->tag, "MODL", 4) != 0)
    return true;
  devirt_cursor cursor = {candidate->payload, candidate->size, false};
  uint64_t signature = devirt_take_u64(&cursor);
  int intact = -1;
  for (size_t i = 0; i < count; ++i) {
    devirt_output *output = &outputs[i];
    if (output->merged || output->profile.signature != signature)
      continue;
    if (intact < 0)
      intact = devirt_crc32(candidate->payload, candidate->size) == candidate->crc;
    devirt_profile old;
    if (!intact || !devirt_profile_decode(&old, arena, candidate->payload, candidate->size,
                                          output->site_count) ||
        !devirt_profile_same_module(&output->profile, &old))
      continue;
    if (!devirt_profile_merge(&output->profile, &old, arena))
      return false;
    candidate->absorbed = true;
    candidate->owner = output;
    return true;
  }
  return true;
}

/* One object may hold the same site table twice; the file holds it once. */
static bool unite_outputs(devirt_output *outputs, size_t count, devirt_arena *arena) {
  for (size_t i = 1; i < count; ++i) {
    for (size_t j = 0; j < i && !outputs[i].merged; ++j) {
      if (outputs[j].merged ||
          !devirt_profile_same_module(&outputs[j].profile, &outputs[i].profile))
        continue;
      devirt_profile *other = &outputs[i].profile;
      if (outputs[j].profile.processes)
        other->processes = 0; /* it is the same process */
      if (!devirt_profile_merge(&outputs[j].profile, other, arena))
        return false;
      outputs[i].merged = true;
    }
  }
  return true;
}

/* The payload before the header, which holds its size and checksum. */
static bool put_section(devirt_bytes *pieces, const devirt_output *output, devirt_arena *arena) {
  devirt_buffer payload = {.arena = arena}, header = {.arena = arena};
  devirt_profile_encode(&output->profile, &payload);
  devirt_put(&header, "MODL", 4);
  devirt_put_u32(&header, devirt_crc32(payload.bytes, payload.size));
  devirt_put_u64(&header, payload.size);
  pieces[0] = (devirt_bytes){header.bytes, header.size};
  pieces[1] = (devirt_bytes){payload.bytes, payload.size};
  return !payload.failed && !header.failed;
}

size_t devirt_container_compose(devirt_output *outputs, size_t count, const uint8_t *contents,
                                size_t size, devirt_arena *arena, devirt_bytes **pieces) {
  section *sections;
  size_t old = split(contents, contents ? size : 0, arena, &sections);
  if (!sections || !unite_outputs(outputs, count, arena))
    return 0;
  for (size_t i = 0; i < old; ++i)
    if (!absorb(&sections[i], outputs, count, arena))
      return 0;

  devirt_bytes *all = devirt_arena_alloc(arena, (2 * (old + count) + 2) * sizeof *all);
  devirt_buffer header = {.arena = arena}, done = {.arena = arena};
  if (!all)
    return 0;
  size_t used = 1;
  uint32_t written = 0;
  for (size_t i = 0; i < old; ++i) {
    const section *kept = &sections[i];
    if (!kept->absorbed) {
      all[used++] = (devirt_bytes){kept->start, SECTION_HEADER_SIZE + kept->size};
      ++written;
    } else if (!kept->owner->merged) {
      if (!put_section(&all[used], kept->owner, arena))
        return 0;
      kept->owner->merged = true;
      used += 2;
      ++written;
    }
  }
  for (size_t i = 0; i < count; ++i) {
    if (outputs[i].merged)
      continue;
    if (!put_section(&all[used], &outputs[i], arena))
      return 0;
    used += 2;
    ++written;
  }
  devirt_buffer number = {.arena = arena};
  devirt_put_u32(&number, written);
  devirt_put(&done, "DONE", 4);
  devirt_put_u32(&done, devirt_crc32(number.bytes, number.size));
  devirt_put_u64(&done, number.size);
  devirt_put(&done, number.bytes, number.size);
  devirt_put(&header, magic, sizeof magic);
  devirt_put_u32(&header, VERSION);
  devirt_put_u32(&header, KIND_RAW);
  if (number.failed || done.failed || header.failed)
    return 0;
  all[0] = (devirt_bytes){header.bytes, header.size};
  all[used++] = (devirt_bytes){done.bytes, done.size};
  *pieces = all;
  return used;
}
