#include "summary.h"

void devirt_summary_add(devirt_summary *summary, const void *value, uint64_t weight) {
  devirt_slot_entry *slots = summary->slots, *least = slots;
  uint32_t used = summary->used;
  for (uint32_t i = 0; i < used; ++i) {
    if (slots[i].value == value) {
      slots[i].count += weight;
      return;
    }
    if (slots[i].count < least->count)
      least = &slots[i];
  }
  if (used < DEVIRT_SLOTS) {
    /* Not listed so far: at most `floor` calls of it may have been forgotten. */
    slots[used] = (devirt_slot_entry){value, summary->floor + weight, summary->floor};
    summary->used = used + 1;
    return;
  }
  /* Space-Saving: the newcomer takes the smallest slot and inherits its count as doubt. */
  summary->floor = DEVIRT_MAX(summary->floor, least->count);
  *least = (devirt_slot_entry){value, summary->floor + weight, summary->floor};
}

static const devirt_slot_entry *find(const devirt_summary *summary, const void *value) {
  for (uint32_t i = 0; i < summary->used; ++i)
    if (summary->slots[i].value == value)
      return &summary->slots[i];
  return NULL;
}

static bool before(const devirt_slot_entry *a, const devirt_slot_entry *b) {
  if (a->count != b->count)
    return a->count > b->count;
  if (a->error != b->error)
    return a->error < b->error;
  return (uintptr_t)a->value < (uintptr_t)b->value;
}

void devirt_summary_merge(devirt_summary *summary, const devirt_summary *other) {
  devirt_slot_entry all[2 * DEVIRT_SLOTS];
  uint32_t count = 0;
  for (uint32_t i = 0; i < summary->used; ++i) {
    devirt_slot_entry entry = summary->slots[i];
    const devirt_slot_entry *match = find(other, entry.value);
    entry.count += match ? match->count : other->floor;
    entry.error += match ? match->error : other->floor;
    all[count++] = entry;
  }
  for (uint32_t i = 0; i < other->used; ++i) {
    devirt_slot_entry entry = other->slots[i];
    if (find(summary, entry.value))
      continue;
    entry.count += summary->floor;
    entry.error += summary->floor;
    all[count++] = entry;
  }
  for (uint32_t i = 1; i < count; ++i) {
    devirt_slot_entry entry = all[i];
    uint32_t j = i;
    for (; j > 0 && before(&entry, &all[j - 1]); --j)
      all[j] = all[j - 1];
    all[j] = entry;
  }
  summary->floor += other->floor;
  if (count > DEVIRT_SLOTS)
    summary->floor = DEVIRT_MAX(summary->floor, all[DEVIRT_SLOTS].count);
  summary->used = DEVIRT_MIN(count, (uint32_t)DEVIRT_SLOTS);
  for (uint32_t i = 0; i < summary->used; ++i)
    summary->slots[i] = all[i];
}

void devirt_summary_credit(devirt_summary *summary, const void *value, uint64_t weight) {
  devirt_summary one = {.used = 1, .slots = {{value, weight, 0}}};
  devirt_summary_merge(summary, &one);
}

void devirt_summary_widen(devirt_summary *summary, uint64_t weight) {
  summary->floor += weight;
  for (uint32_t i = 0; i < summary->used; ++i) {
    summary->slots[i].count += weight;
    summary->slots[i].error += weight;
  }
}
