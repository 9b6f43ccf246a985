/* The slow path: one miss of an inline cache, after a claim or at the end of an interval. */
#include "state.h"

enum {
  WINDOW = 64,         /* slow events after which the inline cache may change hands */
  EVERY_MISS = 64,     /* sampled mode: misses of a site that are all recorded */
  OFTEN_UNTIL = 4096,  /* then one in OFTEN of them up to here */
  OFTEN = 8,
  SELDOM_UNTIL = 1 << 22, /* then one in SELDOM up to here: 64 Ki samples, within 1 percent */
  SELDOM = 64,
  RARELY = 512, /* then one in RARELY */
};

/* Uniform in 1 ... 2 * mean - 1: no period of the program can hide from it. */
static uint32_t random_interval(devirt_thread *thread, uint32_t mean) {
  uint64_t x = thread->random;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  thread->random = x;
  return 1 + (uint32_t)(((x >> 32) * (2 * mean - 1)) >> 32);
}

static uint32_t next_interval(devirt_thread *thread, const devirt_state *state,
                              const devirt_site *site) {
  if (DEVIRT_LOAD(&state->mode) == DEVIRT_MODE_EXACT || site->misses_seen < EVERY_MISS)
    return 1;
  uint64_t seen = site->misses_seen;
  return random_interval(thread, seen < OFTEN_UNTIL    ? OFTEN
                                 : seen < SELDOM_UNTIL ? SELDOM
                                                       : RARELY);
}

static void vote(devirt_site *site, const void *value, uint64_t weight) {
  if (site->candidate == value) {
    site->balance += weight;
    site->weight += weight;
  } else if (site->balance >= weight) {
    site->balance -= weight;
  } else {
    site->candidate = value;
    site->balance = weight - site->balance;
    site->weight = weight;
  }
}

/* Gives the inline cache to the window's candidate if it met more calls than the cached target.
 * What the cache counted moves to the summary; the candidate's share there stays there. */
static void end_window(devirt_site *site, devirt_cell *cell) {
  if (site->candidate != cell->target && site->weight > cell->hits - site->window_hits) {
    const void *old = cell->target;
    /* A handler that interrupts us must find either state whole: with no target it misses. */
    DEVIRT_STORE(&cell->target, NULL);
    DEVIRT_SIGNAL_FENCE();
    uint64_t gained = cell->hits - site->drained_hits;
    if (gained)
      devirt_summary_credit(&site->summary, old, gained);
    site->calls += gained;
    site->drained_hits = 0;
    DEVIRT_STORE(&cell->hits, 0);
    DEVIRT_SIGNAL_FENCE();
    DEVIRT_STORE(&cell->target, site->candidate);
  }
  site->window_hits = cell->hits;
  site->window_events = 0;
  site->candidate = NULL;
  site->balance = site->weight = 0;
}

static void record_miss(devirt_thread *thread, const devirt_state *state, devirt_site *site,
                        devirt_cell *cell, const void *value) {
  int64_t elapsed = (int64_t)site->interval - 1 - cell->countdown;
  if (site->interval == 1)
    elapsed = 1; /* whatever a handler did to the countdown: each miss comes here once */
  if (elapsed <= 0)
    return; /* a handler interrupted this very miss and has counted it */

  /* A dump in the middle of the interval has put its elapsed part into the site's total. */
  uint64_t weight = (uint64_t)elapsed - DEVIRT_MIN((uint64_t)elapsed, site->drained_elapsed);
  site->drained_elapsed = 0;
  devirt_summary_add(&site->summary, value, weight);
  site->calls += weight;
  site->misses_seen += (uint64_t)elapsed;
  if (site->interval > 1) {
    site->estimated += weight;
    ++site->samples;
  }
  vote(site, value, weight);
  if (++site->window_events == WINDOW)
    end_window(site, cell);
  site->interval = next_interval(thread, state, site);
  DEVIRT_STORE(&cell->countdown, (int32_t)site->interval - 1);
}

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
      DEVIRT_STORE(&cell->hits, 1);
      DEVIRT_SIGNAL_FENCE();
      DEVIRT_STORE(&cell->target, value);
      DEVIRT_STORE(&cell->countdown, 0);
    } else if (site) {
      record_miss(thread, state, site, cell, value);
    }
    recorded = site != NULL;
    devirt_lock_give(&slot->lock);
  }
  if (!recorded)
    drop(cell, true);
  devirt_leave();
}
