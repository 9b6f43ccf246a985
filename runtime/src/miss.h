/* One miss of an inline cache: what every recorder does, wherever its sites live. */
#ifndef DEVIRT_MISS_H
#define DEVIRT_MISS_H

#include "summary.h"

/* What one thread, or a process, knows about one site, apart from the cell. Written under a lock
 * of the owner. */
typedef struct devirt_site {
  struct devirt_site *next; /* sites of the block that have been called */
  uint32_t index;
  uint32_t interval; /* misses between the last slow event and the next one */

  /* What earlier dumps have taken of the cell: cells are never reset by others. */
  uint64_t drained_hits;
  uint32_t drained_elapsed;
  uint32_t drained_lost;

  uint64_t misses_seen; /* ever, in this thread: chooses the interval */

  /* Since the last drain; `calls` are those that the summary holds. */
  uint64_t calls, estimated, samples;
  uint64_t pairs, repeats; /* misses noted right after the one before; those of one target */
  devirt_summary summary;

  /* The current window of slow events: who should own the inline cache? (Boyer and Moore) */
  const void *candidate;
  uint64_t balance;     /* candidate's lead */
  uint64_t weight;      /* candidate's weight since it leads */
  uint64_t window_hits; /* cell->hits when the window began */
  uint32_t window_events;

  const void *last; /* the target of the last slow event */
} devirt_site;

#pragma GCC visibility push(hidden)

/* Notes the first call of a site: it gets the inline cache. */
void devirt_site_claim(devirt_cell *cell, const void *value);

/* Notes a miss. `mode` is a DEVIRT_MODE_*; `random` the state of a generator, not zero. */
void devirt_site_miss(devirt_site *site, devirt_cell *cell, const void *value, uint32_t mode,
                      uint64_t *random);

#pragma GCC visibility pop
#endif
