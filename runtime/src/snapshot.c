/* Adding up: from cells and summaries of threads to the totals of modules. */
#include "state.h"

static devirt_totals *totals_of(devirt_totals **totals, uint32_t sites) {
  if (!*totals) {
    devirt_arena arena = {NULL};
    devirt_totals *fresh =
        devirt_arena_alloc(&arena, sizeof *fresh + (size_t)sites * sizeof fresh->sites[0]);
    if (!fresh)
      return NULL;
    fresh->arena = arena;
    *totals = fresh;
  }
  return *totals;
}

static devirt_total *total_of(devirt_totals *totals, uint32_t index) {
  devirt_total *total = totals->sites[index];
  if (!total) {
    total = devirt_arena_alloc(&totals->arena, sizeof *total);
    if (!total)
      return NULL;
    totals->sites[index] = total;
    ++totals->used;
  }
  return total;
}

/* The owner may be running: it changes `hits` and `countdown` at any moment, all else only under
 * its lock, which the caller holds. Cells are read and never written; what has been taken is
 * remembered instead. */
static void drain_site(const devirt_cell *cell, devirt_site *site, devirt_totals *totals) {
  const void *target = DEVIRT_LOAD(&cell->target);
  /* No target but a site: exit interrupted the recorder while the cache changed hands. */
  uint64_t hits = target ? DEVIRT_LOAD(&cell->hits) : site->drained_hits;
  uint64_t gained = hits - site->drained_hits;
  uint32_t lost = DEVIRT_LOAD(&cell->reserved) - site->drained_lost;
  /* The misses of the current interval but for the one that ends it: that one will be recorded
   * even if the owner is just waiting for its lock to do so. */
  int32_t left = DEVIRT_MAX(DEVIRT_LOAD(&cell->countdown), 0);
  uint32_t elapsed = (uint32_t)left < site->interval ? site->interval - 1 - (uint32_t)left : 0;
  uint32_t partial = elapsed - DEVIRT_MIN(elapsed, site->drained_elapsed);

  if (!(gained | site->calls | lost | partial))
    return;
  devirt_total *total = total_of(totals, site->index);
  if (!total)
    return; /* no memory: it stays where it is */
  devirt_summary_merge(&total->summary, &site->summary);
  if (gained)
    devirt_summary_credit(&total->summary, target, gained);
  if (lost)
    devirt_summary_widen(&total->summary, lost);
  total->calls += gained + site->calls + partial + lost;
  total->estimated += site->estimated;
  total->samples += site->samples;
  total->pairs += site->pairs;
  total->repeats += site->repeats;

  site->drained_hits = hits;
  site->drained_lost += lost;
  site->drained_elapsed += partial;
  site->calls = site->estimated = site->samples = 0;
  site->pairs = site->repeats = 0;
  site->summary = (devirt_summary){0};
}

void devirt_drain_thread(devirt_thread *thread) {
  for (devirt_state *state = devirt_states; state; state = state->next) {
    devirt_block *block =
        state->id < thread->block_capacity ? thread->blocks[state->id] : NULL;
    if (!block || !block->active)
      continue;
    uint32_t sites = state->module->site_count;
    devirt_totals *totals = totals_of(&state->pending, sites);
    if (!totals)
      continue;
    for (devirt_site *site = block->active; site; site = site->next)
      drain_site(&block->cells[site->index], site, totals);
  }
}

void devirt_drain_all(void) {
  for (devirt_thread *thread = devirt_threads, *next; thread; thread = next) {
    next = thread->next;
    if (!devirt_thread_alive(thread)) {
      devirt_thread_unlink(thread);
      devirt_arena_free(&thread->arena);
      continue;
    }
    devirt_lock_take(&thread->slot->lock);
    devirt_drain_thread(thread);
    devirt_lock_give(&thread->slot->lock);
  }
}

void devirt_totals_add(devirt_totals **into, uint32_t sites, const devirt_totals *other) {
  devirt_totals *totals = totals_of(into, sites);
  if (!totals)
    return;
  for (uint32_t i = 0; i < sites; ++i) {
    const devirt_total *from = other->sites[i];
    devirt_total *total = from ? total_of(totals, i) : NULL;
    if (!total)
      continue;
    total->calls += from->calls;
    total->estimated += from->estimated;
    total->samples += from->samples;
    total->pairs += from->pairs;
    total->repeats += from->repeats;
    devirt_summary_merge(&total->summary, &from->summary);
  }
}

void devirt_totals_free(devirt_totals **totals) {
  if (!*totals)
    return;
  devirt_arena arena = (*totals)->arena;
  *totals = NULL;
  devirt_arena_free(&arena);
}
