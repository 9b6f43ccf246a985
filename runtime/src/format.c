/* MODL payloads. What is read was written by who knows whom: every number is checked. */
#include "profile.h"

enum { RECORD_SIZE = 56, ENTRY_SIZE = 32 };

void devirt_profile_encode(const devirt_profile *profile, devirt_buffer *buffer) {
  if (profile->table_size > UINT32_MAX) {
    buffer->failed = true;
    return;
  }
  devirt_put_u64(buffer, profile->signature);
  devirt_put_u32(buffer, 0);
  devirt_put_u32(buffer, profile->processes);
  devirt_put_u32(buffer, (uint32_t)profile->table_size);
  devirt_put(buffer, profile->table, (size_t)profile->table_size);
  devirt_put_u32(buffer, profile->strings.count);
  for (uint32_t i = 0; i < profile->strings.count; ++i) {
    devirt_put_u32(buffer, profile->strings.items[i].length);
    devirt_put(buffer, profile->strings.items[i].bytes, profile->strings.items[i].length);
  }
  devirt_put_u32(buffer, profile->record_count);
  for (uint32_t i = 0; i < profile->record_count; ++i) {
    const devirt_record *record = &profile->records[i];
    devirt_put_u32(buffer, record->cell);
    devirt_put_u64(buffer, record->total);
    devirt_put_u64(buffer, record->estimated);
    devirt_put_u64(buffer, record->samples);
    devirt_put_u64(buffer, record->floor);
    devirt_put_u64(buffer, record->pairs);
    devirt_put_u64(buffer, record->repeats);
    devirt_put_u32(buffer, record->entry_count);
    for (uint32_t e = 0; e < record->entry_count; ++e) {
      const devirt_entry *entry = &record->entries[e];
      devirt_put_u32(buffer, entry->name);
      devirt_put_u32(buffer, entry->object);
      devirt_put_u32(buffer, entry->vtable);
      devirt_put_u32(buffer, entry->vtable_offset);
      devirt_put_u64(buffer, entry->count);
      devirt_put_u64(buffer, entry->error);
    }
  }
}

/* Not through the hash table: indexes in the file must stay what they are, duplicates or not. */
static bool decode_strings(devirt_strings *strings, devirt_cursor *cursor) {
  uint32_t count = devirt_take_u32(cursor);
  if (cursor->failed || count > cursor->left / 4)
    return false;
  strings->items = devirt_arena_alloc(strings->arena, ((size_t)count + 1) * sizeof(devirt_string));
  if (!strings->items)
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t length = devirt_take_u32(cursor);
    strings->items[i] = (devirt_string){(const char *)devirt_take(cursor, length), length};
    if (cursor->failed)
      return false;
  }
  strings->count = count;
  return true;
}

static bool decode_record(devirt_record *record, devirt_arena *arena, devirt_cursor *cursor,
                          uint32_t strings) {
  record->cell = devirt_take_u32(cursor);
  record->total = devirt_take_u64(cursor);
  record->estimated = devirt_take_u64(cursor);
  record->samples = devirt_take_u64(cursor);
  record->floor = devirt_take_u64(cursor);
  record->pairs = devirt_take_u64(cursor);
  record->repeats = devirt_take_u64(cursor);
  record->entry_count = devirt_take_u32(cursor);
  if (cursor->failed || record->repeats > record->pairs ||
      record->entry_count > cursor->left / ENTRY_SIZE)
    return false;
  size_t size = ((size_t)record->entry_count + 1) * sizeof(devirt_entry);
  record->entries = devirt_arena_alloc(arena, size);
  if (!record->entries)
    return false;
  for (uint32_t i = 0; i < record->entry_count; ++i) {
    devirt_entry *entry = &record->entries[i];
    entry->name = devirt_take_u32(cursor);
    entry->object = devirt_take_u32(cursor);
    entry->vtable = devirt_take_u32(cursor);
    entry->vtable_offset = devirt_take_u32(cursor);
    entry->count = devirt_take_u64(cursor);
    entry->error = devirt_take_u64(cursor);
    bool object = entry->object == DEVIRT_NONE || entry->object < strings;
    bool vtable = entry->vtable == DEVIRT_NONE || entry->vtable < strings;
    if (entry->name >= strings || !object || !vtable || entry->error > entry->count)
      return false;
  }
  return true;
}

bool devirt_profile_decode(devirt_profile *profile, devirt_arena *arena, const uint8_t *payload,
                           size_t size, uint32_t site_count) {
  devirt_cursor cursor = {payload, size, false};
  *profile = (devirt_profile){.strings = {.arena = arena}};
  profile->signature = devirt_take_u64(&cursor);
  uint32_t flags = devirt_take_u32(&cursor);
  profile->processes = devirt_take_u32(&cursor);
  profile->table_size = devirt_take_u32(&cursor);
  profile->table = devirt_take(&cursor, (size_t)profile->table_size);
  if (cursor.failed || flags != 0 || !decode_strings(&profile->strings, &cursor))
    return false;
  uint32_t count = devirt_take_u32(&cursor);
  if (cursor.failed || count > cursor.left / RECORD_SIZE)
    return false;
  profile->records = devirt_arena_alloc(arena, ((size_t)count + 1) * sizeof(devirt_record));
  if (!profile->records)
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    devirt_record *record = &profile->records[i];
    if (!decode_record(record, arena, &cursor, profile->strings.count))
      return false;
    bool ascending = i == 0 || record->cell > profile->records[i - 1].cell;
    if (!ascending || record->cell >= site_count)
      return false;
  }
  profile->record_count = count;
  return cursor.left == 0;
}
