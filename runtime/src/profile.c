#include "profile.h"

#include <string.h>

/* Equal keys are equal targets, since each string is there once. */
static int by_key(const void *a, const void *b, void *context) {
  const devirt_entry *x = a, *y = b;
  (void)context;
  if (x->name != y->name)
    return x->name < y->name ? -1 : 1;
  if (x->object != y->object)
    return x->object < y->object ? -1 : 1;
  if (x->vtable != y->vtable)
    return x->vtable < y->vtable ? -1 : 1;
  if (x->vtable_offset != y->vtable_offset)
    return x->vtable_offset < y->vtable_offset ? -1 : 1;
  return 0;
}

/* For people and for equal files from equal runs: the hottest first, then by key. */
static int by_count(const void *a, const void *b, void *context) {
  const devirt_entry *x = a, *y = b;
  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return by_key(a, b, context);
}

static void add_entry(devirt_entry *into, uint64_t count, uint64_t error) {
  into->count = devirt_saturating_add(into->count, count);
  into->error = devirt_saturating_add(into->error, error);
}

/* Sorts by key; entries of one key (folded functions, several vtables unknown) become one. */
static void unite(devirt_record *record) {
  devirt_entry *entries = record->entries;
  devirt_sort(entries, record->entry_count, sizeof *entries, by_key, NULL);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < record->entry_count; ++i) {
    if (kept && by_key(&entries[kept - 1], &entries[i], NULL) == 0)
      add_entry(&entries[kept - 1], entries[i].count, entries[i].error);
    else
      entries[kept++] = entries[i];
  }
  record->entry_count = kept;
}

static bool make_record(devirt_record *record, devirt_strings *strings, devirt_arena *arena,
                        const devirt_total *total, int32_t slot, devirt_names *names) {
  record->total = total->calls;
  record->estimated = total->estimated;
  record->samples = total->samples;
  record->pairs = total->pairs;
  record->repeats = total->repeats;
  record->floor = total->summary.floor;
  record->entry_count = total->summary.used;
  record->entries = devirt_arena_alloc(arena, (record->entry_count + 1) * sizeof(devirt_entry));
  if (!record->entries)
    return false;
  for (uint32_t i = 0; i < record->entry_count; ++i) {
    const devirt_slot_entry *from = &total->summary.slots[i];
    devirt_target target = devirt_names_find(names, from->value, slot);
    devirt_entry *entry = &record->entries[i];
    *entry = (devirt_entry){
        .object = DEVIRT_NONE, .vtable = DEVIRT_NONE, .count = from->count, .error = from->error};
    entry->name = devirt_strings_intern(strings, target.name, strlen(target.name));
    if (target.object)
      entry->object = devirt_strings_intern(strings, target.object, strlen(target.object));
    if (target.vtable) {
      entry->vtable = devirt_strings_intern(strings, target.vtable, strlen(target.vtable));
      entry->vtable_offset = target.vtable_offset;
    }
    if (entry->name == DEVIRT_NONE)
      return false;
  }
  unite(record);
  devirt_sort(record->entries, record->entry_count, sizeof(devirt_entry), by_count, NULL);
  return true;
}

bool devirt_profile_make(devirt_profile *profile, devirt_arena *arena, const devirt_state *state,
                         devirt_names *names) {
  const devirt_module *module = state->module;
  const devirt_totals *totals = state->snapshot;
  *profile = (devirt_profile){.signature = module->signature,
                              .processes = state->counted ? 0 : 1,
                              .table = module->metadata,
                              .table_size = module->metadata_size,
                              .strings = {.arena = arena}};
  size_t used = totals ? totals->used : 0;
  profile->records = devirt_arena_alloc(arena, (used + 1) * sizeof *profile->records);
  if (!profile->records)
    return false;
  for (uint32_t cell = 0; used && cell < module->site_count; ++cell) {
    if (!totals->sites[cell])
      continue;
    devirt_record *record = &profile->records[profile->record_count++];
    record->cell = cell;
    if (!make_record(record, &profile->strings, arena, totals->sites[cell],
                     module->slots ? module->slots[cell] : -1, names))
      return false;
  }
  return true;
}

bool devirt_profile_same_module(const devirt_profile *a, const devirt_profile *b) {
  return a->signature == b->signature && a->table_size == b->table_size &&
         (!a->table_size || memcmp(a->table, b->table, (size_t)a->table_size) == 0);
}

/* Point by point: a side that does not list a target counts as (floor, floor). */
static bool merge_record(devirt_record *into, devirt_record *other, devirt_arena *arena) {
  unite(into);
  unite(other);
  size_t most = (size_t)into->entry_count + other->entry_count;
  devirt_entry *merged = devirt_arena_alloc(arena, (most + 1) * sizeof *merged);
  if (!merged)
    return false;
  uint32_t i = 0, j = 0, count = 0;
  while (i < into->entry_count || j < other->entry_count) {
    int order = i == into->entry_count    ? 1
                : j == other->entry_count ? -1
                                          : by_key(&into->entries[i], &other->entries[j], NULL);
    devirt_entry *entry = &merged[count++];
    *entry = order <= 0 ? into->entries[i++] : other->entries[j++];
    if (order < 0)
      add_entry(entry, other->floor, other->floor);
    else if (order > 0)
      add_entry(entry, into->floor, into->floor);
    else {
      add_entry(entry, other->entries[j].count, other->entries[j].error);
      ++j;
    }
  }
  into->entries = merged;
  into->entry_count = count;
  into->total = devirt_saturating_add(into->total, other->total);
  into->estimated = devirt_saturating_add(into->estimated, other->estimated);
  into->samples = devirt_saturating_add(into->samples, other->samples);
  into->floor = devirt_saturating_add(into->floor, other->floor);
  into->pairs = devirt_saturating_add(into->pairs, other->pairs);
  into->repeats = devirt_saturating_add(into->repeats, other->repeats);
  devirt_sort(merged, count, sizeof *merged, by_count, NULL);
  return true;
}

/* The record with its strings as indexes into `strings`. */
static bool translate(devirt_record *record, const devirt_strings *from, devirt_strings *strings) {
  for (uint32_t i = 0; i < record->entry_count; ++i) {
    uint32_t *fields[] = {&record->entries[i].name, &record->entries[i].object,
                          &record->entries[i].vtable};
    for (size_t f = 0; f < 3; ++f) {
      if (*fields[f] == DEVIRT_NONE)
        continue;
      const devirt_string *string = &from->items[*fields[f]];
      *fields[f] = devirt_strings_intern(strings, string->bytes, string->length);
      if (*fields[f] == DEVIRT_NONE)
        return false;
    }
  }
  return true;
}

bool devirt_profile_merge(devirt_profile *into, const devirt_profile *other, devirt_arena *arena) {
  size_t most = (size_t)into->record_count + other->record_count;
  devirt_record *merged = devirt_arena_alloc(arena, (most + 1) * sizeof *merged);
  if (!merged)
    return false;
  uint32_t i = 0, j = 0, count = 0;
  while (i < into->record_count || j < other->record_count) {
    bool ours = i < into->record_count, theirs = j < other->record_count;
    uint32_t our_cell = ours ? into->records[i].cell : DEVIRT_NONE;
    uint32_t their_cell = theirs ? other->records[j].cell : DEVIRT_NONE;
    ours = ours && our_cell <= their_cell;
    theirs = theirs && their_cell <= our_cell;
    if (theirs && !translate(&other->records[j], &other->strings, &into->strings))
      return false;
    merged[count] = ours ? into->records[i++] : other->records[j];
    if (ours && theirs && !merge_record(&merged[count], &other->records[j], arena))
      return false;
    if (theirs)
      ++j;
    ++count;
  }
  into->records = merged;
  into->record_count = count;
  into->processes = DEVIRT_MIN(UINT32_MAX - other->processes, into->processes) + other->processes;
  return true;
}
