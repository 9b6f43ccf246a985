/* Comparators: a sort of our own calls them through a pointer, and so does qsort inside libc, which
   is not compiled here.
   A profile shows two sites in `sort` with the comparators as targets, and nothing for the calls
   that libc makes; the comparators are entered more often than the sites account for.
   A good optimizer guards for the comparator that dominates and inlines it into the sort; the
   functions themselves remain, with their addresses, for libc. */

#include "sample.h"

#include <string.h>

struct Record {
  uint32_t key;
  uint32_t serial;
};

typedef int Comparator(const void *left, const void *right);

static int compare(uint32_t left, uint32_t right) { return (left > right) - (left < right); }

/* Equal keys are ordered by serial number, so every sort gives the same sequence. */
static int ascending(const void *left, const void *right) {
  const struct Record *a = left, *b = right;
  return a->key != b->key ? compare(a->key, b->key) : compare(a->serial, b->serial);
}

static int descending(const void *left, const void *right) { return ascending(right, left); }

static int by_serial(const void *left, const void *right) {
  const struct Record *a = left, *b = right;
  return compare(a->serial, b->serial);
}

static NOINLINE Comparator *choose(uint32_t percentile) {
  return percentile < 80 ? ascending : percentile < 95 ? descending : by_serial;
}

/* Insertion sort for short ranges, merge sort above. */
static void sort(struct Record *records, size_t count, struct Record *scratch,
                 Comparator *comparator) {
  if (count <= 8) {
    for (size_t i = 1; i < count; ++i) {
      const struct Record record = records[i];
      size_t hole = i;
      for (; hole > 0 && comparator(&records[hole - 1], &record) > 0; --hole)
        records[hole] = records[hole - 1];
      records[hole] = record;
    }
    return;
  }
  const size_t middle = count / 2;
  sort(records, middle, scratch, comparator);
  sort(records + middle, count - middle, scratch, comparator);
  memcpy(scratch, records, middle * sizeof *records);
  size_t left = 0, right = middle, out = 0;
  while (left < middle && right < count)
    records[out++] =
        comparator(&scratch[left], &records[right]) <= 0 ? scratch[left++] : records[right++];
  memcpy(&records[out], &scratch[left], (middle - left) * sizeof *records);
}

static uint64_t digest(const struct Record *records, size_t count) {
  uint64_t hash = 1;
  for (size_t i = 0; i < count; ++i)
    hash = hash * 31 + records[i].key + records[i].serial;
  return hash;
}

enum { COUNT = 2000 };

int main(int argc, char **argv) {
  static struct Record records[COUNT], scratch[COUNT];
  const uint64_t total = rounds(argc, argv, 2400);

  struct Random random = {1};
  uint64_t own = 0, library = 0;
  for (uint64_t round = 0; round < total; ++round) {
    for (uint32_t i = 0; i < COUNT; ++i) {
      records[i].key = draw(&random, 5000);
      records[i].serial = i;
    }
    sort(records, COUNT, scratch, choose(draw(&random, 100)));
    own = own * 3 + digest(records, COUNT);
    if (round % 4 == 0) {
      qsort(records, COUNT, sizeof *records, choose(draw(&random, 100)));
      library = library * 3 + digest(records, COUNT);
    }
  }
  report("own", own);
  report("library", library);
}
