/* A Space-Saving summary: which values were most frequent at a site, with bounds.
 *
 * For every value listed, `count - error <= true weight <= count`; for every other value the true
 * weight is at most `floor`. Every operation keeps this, and keeps DEVIRT_SLOTS * floor <= the
 * weight added, so that a value with more than a sixteenth of the weight is always listed.
 */
#ifndef DEVIRT_SUMMARY_H
#define DEVIRT_SUMMARY_H

#include "base.h"

/* Sixteen even targets are worth sixteen guards; with eight slots they drown each other. */
enum { DEVIRT_SLOTS = 16 };

typedef struct devirt_slot_entry {
  const void *value;
  uint64_t count;
  uint64_t error;
} devirt_slot_entry;

typedef struct devirt_summary {
  uint64_t floor;
  uint32_t used;
  devirt_slot_entry slots[DEVIRT_SLOTS]; /* in no order; counts are never below `floor` */
} devirt_summary;

#pragma GCC visibility push(hidden)

/* One observation of `value` standing for `weight`. */
void devirt_summary_add(devirt_summary *summary, const void *value, uint64_t weight);

/* Adds `other` point by point, then keeps the largest. */
void devirt_summary_merge(devirt_summary *summary, const devirt_summary *other);

/* Adds exactly `weight` of one value; drops the smallest, which may be this one. */
void devirt_summary_credit(devirt_summary *summary, const void *value, uint64_t weight);

/* `weight` calls went to unknown values: every interval grows by [0, weight]. */
void devirt_summary_widen(devirt_summary *summary, uint64_t weight);

#pragma GCC visibility pop
#endif
