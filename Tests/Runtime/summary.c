// The summary alone: random adds, credits, merges and widenings against a brute-force count.
// RUN: %clang -I%rt_dir -fsanitize=undefined,address %s %rt_dir/summary.c -o %t && %t
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>

enum { VALUES = 40 };

struct pair {
  devirt_summary summary;
  uint64_t low[VALUES], high[VALUES]; /* what may truly have been called */
  uint64_t weight, widened;
};

static uint64_t state = 99;
static char values[VALUES];

static uint32_t rnd(void) {
  state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static void check(const struct pair *p) {
  for (int v = 0; v < VALUES; ++v) {
    uint64_t count = p->summary.floor, error = count;
    for (uint32_t i = 0; i < p->summary.used; ++i) {
      if (p->summary.slots[i].value != &values[v])
        continue;
      count = p->summary.slots[i].count;
      error = p->summary.slots[i].error;
    }
    if (count - error > p->low[v] || p->high[v] > count || error > count ||
        count < p->summary.floor) {
      printf("value %d: %llu..%llu, summary %llu-%llu\n", v, (unsigned long long)p->low[v],
             (unsigned long long)p->high[v], (unsigned long long)count,
             (unsigned long long)error);
      abort();
    }
  }
  if (DEVIRT_SLOTS * (p->summary.floor - p->widened) > p->weight)
    abort();
}

static void add(struct pair *p, int v, uint64_t weight, int credit) {
  p->low[v] += weight;
  p->high[v] += weight;
  p->weight += weight;
  if (credit)
    devirt_summary_credit(&p->summary, &values[v], weight);
  else
    devirt_summary_add(&p->summary, &values[v], weight);
}

int main(void) {
  static struct pair pairs[16];
  for (int round = 0; round < 300000; ++round) {
    struct pair *p = &pairs[rnd() % 16];
    uint32_t skew = rnd() % VALUES;
    switch (rnd() % 64) {
    case 0: {
      struct pair *q = &pairs[rnd() % 16];
      if (p == q || p->weight > 1u << 30 || q->weight > 1u << 30) {
        *p = (struct pair){0};
        break;
      }
      devirt_summary_merge(&p->summary, &q->summary);
      for (int v = 0; v < VALUES; ++v) {
        p->low[v] += q->low[v];
        p->high[v] += q->high[v];
      }
      p->weight += q->weight;
      p->widened += q->widened;
      break;
    }
    case 1: {
      uint64_t weight = rnd() % 4;
      devirt_summary_widen(&p->summary, weight);
      for (int v = 0; v < VALUES; ++v)
        p->high[v] += weight;
      p->widened += weight;
      break;
    }
    case 2:
      add(p, (int)(rnd() % VALUES), rnd() % 1000, 1);
      break;
    default:
      add(p, (int)(rnd() % (skew + 1)), 1 + (rnd() % 8 == 0 ? rnd() % 64 : 0), 0);
    }
    check(p);
  }
}
