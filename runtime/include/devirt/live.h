/* Sites recorded in live memory, for a process that reads what its own code records: a JIT.
 *
 * Code does what it does for files (abi.h), but all threads share the cells, which live as long as
 * the code does:
 *
 *     if (value == cell->target) ++cell->hits;
 *     else if (--cell->countdown < 0) devirt_live_record(value, cell, sites, index);
 *
 * Threads that meet in a cell may lose counts of each other, never targets.
 */
#ifndef DEVIRT_LIVE_H
#define DEVIRT_LIVE_H

#include <devirt/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A block of sites. */
typedef struct devirt_live_sites devirt_live_sites;

/* A target of a site: `count - error` to `count` calls went there. */
typedef struct devirt_live_target {
  const void *value;
  uint64_t count;
  uint64_t error;
} devirt_live_target;

/* What a site recorded: `floor` bounds the calls of each target that is not listed. */
typedef struct devirt_live_summary {
  uint64_t calls, estimated, samples, floor, pairs, repeats;
  uint32_t used;
  devirt_live_target targets[16];
} devirt_live_summary;

/* `count` sites; memory is taken as sites are called. NULL when the system has none. */
devirt_live_sites *devirt_live_create(uint32_t count);

/* Frees the sites. No code may record in them any more. */
void devirt_live_destroy(devirt_live_sites *sites);

/* The cells of the sites, by index. */
devirt_cell *devirt_live_cells(devirt_live_sites *sites);

/* The slow path. Never waits and never allocates: safe in signal handlers. */
void devirt_live_record(const void *value, devirt_cell *cell, devirt_live_sites *sites,
                        uint32_t index);

/* Reads what a site recorded since it was reset, while code records. */
void devirt_live_read(devirt_live_sites *sites, uint32_t index, devirt_live_summary *summary);

/* Forgets what a site recorded. */
void devirt_live_reset(devirt_live_sites *sites, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
