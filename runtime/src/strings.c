#include "profile.h"

#include <string.h>

static uint32_t hash(const char *bytes, size_t length) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < length; ++i)
    h = (h ^ (uint8_t)bytes[i]) * UINT64_C(0x100000001b3);
  return (uint32_t)(h ^ (h >> 32));
}

/* The bucket of the string, or the empty one where it belongs. */
static uint32_t *bucket(const devirt_strings *strings, const char *bytes, size_t length) {
  uint32_t mask = 2 * strings->capacity - 1;
  for (uint32_t i = hash(bytes, length) & mask;; i = (i + 1) & mask) {
    uint32_t item = strings->buckets[i];
    if (!item)
      return &strings->buckets[i];
    const devirt_string *string = &strings->items[item - 1];
    if (string->length == length && memcmp(string->bytes, bytes, length) == 0)
      return &strings->buckets[i];
  }
}

static bool grow(devirt_strings *strings) {
  devirt_strings grown = *strings;
  grown.capacity = DEVIRT_MAX(2 * strings->capacity, 64u);
  grown.items = devirt_arena_alloc(strings->arena, grown.capacity * sizeof *grown.items);
  grown.buckets =
      devirt_arena_alloc(strings->arena, 2 * (size_t)grown.capacity * sizeof *grown.buckets);
  if (!grown.items || !grown.buckets)
    return false;
  for (uint32_t i = 0; i < strings->count; ++i) {
    grown.items[i] = strings->items[i];
    *bucket(&grown, grown.items[i].bytes, grown.items[i].length) = i + 1;
  }
  *strings = grown;
  return true;
}

uint32_t devirt_strings_intern(devirt_strings *strings, const char *bytes, size_t length) {
  if (strings->count == strings->capacity &&
      (strings->capacity > UINT32_MAX / 8 || !grow(strings)))
    return DEVIRT_NONE;
  uint32_t *place = bucket(strings, bytes, length);
  if (!*place) {
    strings->items[strings->count++] = (devirt_string){bytes, (uint32_t)length};
    *place = strings->count;
  }
  return *place - 1;
}
