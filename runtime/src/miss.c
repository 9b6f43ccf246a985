#include "miss.h"

enum {
  WINDOW = 64,         /* slow events after which the inline cache may change hands */
  EVERY_MISS = 64,     /* sampled mode: misses of a site that are all recorded */
  OFTEN_UNTIL = 4096,  /* then one in OFTEN of them up to here */
  OFTEN = 8,
  SELDOM_UNTIL = 1 << 22, /* then one in SELDOM up to here: 64 Ki samples, within 1 percent */
  SELDOM = 64,
  RARELY = 512, /* then one in RARELY */
  PAIRED = 8,   /* one in PAIRED with the miss that follows: do they have one target? */
};

/* Uniform in 1 ... 2 * mean - 1: no period of the program can hide from it. Now and then 1. */
static uint32_t random_interval(uint64_t *random, uint32_t mean) {
  uint64_t x = *random;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  *random = x;
  if (x % PAIRED == 0)
    return 1;
  return 1 + (uint32_t)(((x >> 32) * (2 * mean - 1)) >> 32);
}

static uint32_t next_interval(const devirt_site *site, uint32_t mode, uint64_t *random) {
  if (mode == DEVIRT_MODE_EXACT || site->misses_seen < EVERY_MISS)
    return 1;
  uint64_t seen = site->misses_seen;
  return random_interval(random, seen < OFTEN_UNTIL    ? OFTEN
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

/* Where several threads share a cell, a store of one may take back what others counted. */
static uint64_t since(uint64_t now, uint64_t before) { return now > before ? now - before : 0; }

/* Gives the inline cache to the window's candidate if it met more calls than the cached target.
 * What the cache counted moves to the summary; the candidate's share there stays there. */
static void end_window(devirt_site *site, devirt_cell *cell) {
  if (site->candidate != cell->target && site->weight > since(cell->hits, site->window_hits)) {
    const void *old = cell->target;
    /* A handler that interrupts us must find either state whole: with no target it misses. */
    DEVIRT_STORE(&cell->target, NULL);
    DEVIRT_SIGNAL_FENCE();
    uint64_t gained = since(cell->hits, site->drained_hits);
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

void devirt_site_claim(devirt_cell *cell, const void *value) {
  DEVIRT_STORE(&cell->hits, 1);
  DEVIRT_SIGNAL_FENCE();
  DEVIRT_STORE(&cell->target, value);
  DEVIRT_STORE(&cell->countdown, 0);
}

void devirt_site_miss(devirt_site *site, devirt_cell *cell, const void *value, uint32_t mode,
                      uint64_t *random) {
  int64_t elapsed = (int64_t)site->interval - 1 - DEVIRT_LOAD(&cell->countdown);
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
  if (site->interval == 1 && site->last) {
    ++site->pairs;
    site->repeats += value == site->last;
  }
  site->last = value;
  vote(site, value, weight);
  if (++site->window_events == WINDOW)
    end_window(site, cell);
  site->interval = next_interval(site, mode, random);
  DEVIRT_STORE(&cell->countdown, (int32_t)site->interval - 1);
}
