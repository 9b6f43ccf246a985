/* Sites recorded in live memory. */
#include "miss.h"

#include <devirt/live.h>
#include <sched.h>
#include <sys/mman.h>

/* One site apart from its cell. */
typedef struct live_site {
  devirt_lock lock;
  uint64_t random;
  devirt_site site;
} live_site;

struct devirt_live_sites {
  size_t size;
  uint32_t count;
  live_site *sites;
  devirt_cell cells[];
};

devirt_live_sites *devirt_live_create(uint32_t count) {
  size_t cells = sizeof(devirt_live_sites) + count * sizeof(devirt_cell);
  cells = (cells + sizeof(live_site) - 1) / sizeof(live_site) * sizeof(live_site);
  size_t size = cells + count * sizeof(live_site);
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  devirt_live_sites *sites = memory;
  sites->size = size;
  sites->count = count;
  sites->sites = (live_site *)((char *)memory + cells);
  return sites;
}

void devirt_live_destroy(devirt_live_sites *sites) { munmap(sites, sites->size); }

devirt_cell *devirt_live_cells(devirt_live_sites *sites) { return sites->cells; }

void devirt_live_record(const void *value, devirt_cell *cell, devirt_live_sites *sites,
                        uint32_t index) {
  live_site *live = &sites->sites[index];
  /* Someone else is at it, or this very thread, interrupted: one event less. */
  if (!devirt_lock_try(&live->lock, DEVIRT_HELD_BY_RECORDER)) {
    DEVIRT_STORE(&cell->countdown, 0);
    return;
  }
  if (!live->random)
    live->random = (uint64_t)(uintptr_t)live * UINT64_C(0x9e3779b97f4a7c15) | 1;
  if (!cell->target)
    devirt_site_claim(cell, value);
  else
    devirt_site_miss(&live->site, cell, value, DEVIRT_MODE_SAMPLED, &live->random);
  devirt_lock_give(&live->lock);
}

/* For readers. What holds the lock for longer than a moment never goes on: a handler has jumped out
 * of it. All values in a site are valid at any time, so that reading goes on all the same. */
static bool take_patiently(devirt_lock *lock) {
  for (int tries = 0; tries < 10000; ++tries) {
    if (devirt_lock_try(lock, DEVIRT_HELD))
      return true;
    sched_yield();
  }
  return false;
}

void devirt_live_read(devirt_live_sites *sites, uint32_t index, devirt_live_summary *summary) {
  live_site *live = &sites->sites[index];
  const devirt_cell *cell = &sites->cells[index];
  *summary = (devirt_live_summary){0};
  /* Never called: nothing to read, and no page to touch for it. */
  if (!DEVIRT_LOAD(&cell->target))
    return;
  bool taken = take_patiently(&live->lock);
  devirt_site *site = &live->site;
  devirt_summary known = site->summary;
  const void *target = DEVIRT_LOAD(&cell->target);
  uint64_t hits = DEVIRT_LOAD(&cell->hits);
  uint64_t gained = hits > site->drained_hits ? hits - site->drained_hits : 0;
  summary->calls = site->calls + gained;
  summary->estimated = site->estimated;
  summary->samples = site->samples;
  summary->pairs = site->pairs;
  summary->repeats = site->repeats;
  if (taken)
    devirt_lock_give(&live->lock);

  if (gained)
    devirt_summary_credit(&known, target, gained);
  summary->floor = known.floor;
  summary->used = known.used;
  for (uint32_t i = 0; i < known.used; ++i)
    summary->targets[i] =
        (devirt_live_target){known.slots[i].value, known.slots[i].count, known.slots[i].error};
}

void devirt_live_reset(devirt_live_sites *sites, uint32_t index) {
  live_site *live = &sites->sites[index];
  devirt_cell *cell = &sites->cells[index];
  if (!DEVIRT_LOAD(&cell->target))
    return;
  bool taken = take_patiently(&live->lock);
  devirt_site *site = &live->site;
  uint64_t hits = DEVIRT_LOAD(&cell->hits);
  *site = (devirt_site){.drained_hits = hits, .window_hits = hits, .interval = 1};
  DEVIRT_STORE(&cell->countdown, 0);
  if (taken)
    devirt_lock_give(&live->lock);
}
