/* The slow path: finds the thread and its site, after a claim or at the end of an interval. */
#include "state.h"

/* The event cannot be recorded. `counted`: its weight shall still appear in the site's total, for
 * which the cell keeps a number of its own. Either way the countdown is as before the miss. */
__attribute__((noinline, cold)) static void drop(devirt_cell *cell, bool counted) {
  if (counted)
    DEVIRT_STORE(&cell->reserved, cell->reserved + 1);
  if (cell->countdown < 0)
    DEVIRT_STORE(&cell->countdown, cell->countdown + 1);
}

static devirt_site *find_site(devirt_thread *thread, const devirt_state *state, devirt_cell *cells,
                              uint32_t index) {
  devirt_block *block = state->id < thread->block_capacity ? thread->blocks[state->id] : NULL;
  if (!block)
    block = devirt_thread_add_block(thread, state, cells);
  /* A stranger's cell can come from code that moved between threads with a stale address. */
  if (!block || block->cells != cells)
    return NULL;
  devirt_site *site = block->sites[index];
  return site ? site : devirt_thread_add_site(thread, block, index);
}

__attribute__((used)) void devirt_record_event(const void *value, devirt_cell *cell,
                                               devirt_module *module, uint32_t index) {
  devirt_slot *slot = &devirt_this_thread;
  if (slot->busy || slot->finished || !DEVIRT_ACQUIRE(&module->state)) {
    drop(cell, slot->busy);
    return;
  }
  devirt_enter();
  bool recorded = false;
  if (DEVIRT_LOAD(&slot->thread) || devirt_thread_adopt(slot)) {
    devirt_lock_take_as(&slot->lock, DEVIRT_HELD_BY_RECORDER);
    /* Both are checked again: the last module may have gone before we had the lock. */
    devirt_thread *thread = DEVIRT_LOAD(&slot->thread);
    devirt_state *state = DEVIRT_ACQUIRE(&module->state);
    devirt_site *site = thread && state ? find_site(thread, state, cell - index, index) : NULL;
    if (site && !cell->target) {
      devirt_site_claim(cell, value);
    } else if (site) {
      devirt_site_miss(site, cell, value, DEVIRT_LOAD(&state->mode), &thread->random);
    }
    recorded = site != NULL;
    devirt_lock_give(&slot->lock);
  }
  if (!recorded)
    drop(cell, true);
  devirt_leave();
}
