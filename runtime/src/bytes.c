#include "profile.h"

#include <string.h>

void devirt_put(devirt_buffer *buffer, const void *bytes, size_t size) {
  if (buffer->failed || !size)
    return;
  if (buffer->capacity - buffer->size < size) {
    size_t capacity = DEVIRT_MAX(buffer->capacity * 2, buffer->size + size + 4096);
    uint8_t *grown = devirt_arena_alloc(buffer->arena, capacity);
    if (!grown) {
      buffer->failed = true;
      return;
    }
    if (buffer->size)
      memcpy(grown, buffer->bytes, buffer->size);
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->size, bytes, size);
  buffer->size += size;
}

static void put_integer(devirt_buffer *buffer, uint64_t value, size_t size) {
  uint8_t bytes[8];
  for (size_t i = 0; i < size; ++i)
    bytes[i] = (uint8_t)(value >> (8 * i));
  devirt_put(buffer, bytes, size);
}

void devirt_put_u32(devirt_buffer *buffer, uint32_t value) {
  put_integer(buffer, value, 4);
}

void devirt_put_u64(devirt_buffer *buffer, uint64_t value) {
  put_integer(buffer, value, 8);
}

const uint8_t *devirt_take(devirt_cursor *cursor, size_t size) {
  if (cursor->failed || cursor->left < size) {
    cursor->failed = true;
    return NULL;
  }
  const uint8_t *bytes = cursor->bytes;
  cursor->bytes += size;
  cursor->left -= size;
  return bytes;
}

static uint64_t take_integer(devirt_cursor *cursor, size_t size) {
  const uint8_t *bytes = devirt_take(cursor, size);
  uint64_t value = 0;
  for (size_t i = 0; bytes && i < size; ++i)
    value |= (uint64_t)bytes[i] << (8 * i);
  return value;
}

uint32_t devirt_take_u32(devirt_cursor *cursor) {
  return (uint32_t)take_integer(cursor, 4);
}

uint64_t devirt_take_u64(devirt_cursor *cursor) {
  return take_integer(cursor, 8);
}
