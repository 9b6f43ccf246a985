/* What is in the old frame while a loop goes on in new code. */
#include "loops.h"

#include <alloca.h>
#include <stdint.h>
#include <string.h>

struct pair {
  long first, second;
};

struct large {
  long values[9];
};

ENTERED(arrays_and_structs) {
  long table[16] = {0};
  struct pair sums = {1, 2};
  for (long i = 0; i < 300; ++i) {
    table[i % 16] += tick(i);
    sums.first = mix(sums.first, table[(i * 7) % 16]);
    sums.second ^= sums.first + table[i % 5];
  }
  return mix(sums.first, sums.second);
}

static long *kept;
APART static void keep(long *p) { kept = p; }
APART static void change(long by) { *kept = mix(*kept, by); }

ENTERED(address_kept_elsewhere) {
  long value = 1, hash = 1;
  keep(&value);
  for (long i = 0; i < 300; ++i) {
    change(tick(i));
    hash = mix(hash, value);
    value += i;
  }
  return mix(hash, value);
}

/* Taken in the loop, by whatever code runs: it must stay one variable. */
ENTERED(address_taken_in_loop) {
  long value = 1, hash = 1;
  kept = 0;
  for (long i = 0; i < 300; ++i) {
    if (!kept)
      keep(&value);
    hash = mix(hash, (kept == &value) + tick(value));
    change(i);
  }
  return hash;
}

ENTERED(linked_locals) {
  struct node {
    struct node *next;
    long value;
  } a, b, c;
  a = (struct node){&b, 1};
  b = (struct node){&c, 2};
  c = (struct node){&a, 3};
  struct node *at = &a;
  for (long i = 0; i < 400; ++i) {
    at->value = mix(at->value, tick(i));
    at = at->next;
  }
  return a.value ^ b.value * 3 ^ c.value * 5;
}

APART static long fill(long *values, long count, long seed) {
  for (long i = 0; i < count; ++i)
    values[i] = seed = mix(seed, tick(i));
  return seed;
}

/* Its stack is given back after the loop, in new code or old. */
SOMETIMES(vla_around_loop) {
  long hash = 1;
  for (long round = 0; round < 3; ++round) {
    {
      long values[tick(24) + round];
      fill(values, 24, round);
      for (long i = 0; i < 200; ++i) {
        values[i % 24] += tick(i);
        hash = mix(hash, values[(i * 5) % 24]);
      }
    }
    long after[40];
    hash = mix(hash, fill(after, 40, hash) ^ after[3]);
  }
  return hash;
}

ENTERED(vla_in_loop) {
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    long values[tick(1) + i % 7];
    fill(values, 1 + i % 7, i);
    hash = mix(hash, values[i % 7]);
    if (i % 3 == 0)
      continue;
    hash += values[0];
  }
  return hash;
}

/* Two sizes at a time, the outer one live around the inner loop. */
SOMETIMES(vla_in_nest) {
  long hash = 1;
  for (long i = 1; i < 12; ++i) {
    long outer[tick(i)];
    fill(outer, i, i);
    for (long j = 1; j < 12; ++j) {
      long inner[tick(j)];
      fill(inner, j, outer[j % i]);
      hash = mix(hash, inner[j - 1]);
    }
    hash = mix(hash, outer[i - 1]);
  }
  return hash;
}

ENTERED(alloca_before_and_in_loop) {
  long *before = alloca(tick(8) * sizeof(long));
  long *last = before;
  fill(before, 8, 3);
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    long *values = alloca(tick(16));
    values[0] = last[0] + before[i % 8];
    values[1] = i;
    last = values;
    hash = mix(hash, values[0]);
  }
  return mix(hash, last[1]);
}

/* The whole of it by value, in registers and on the stack. */
APART static struct pair swap(struct pair p) {
  for (long i = 0; i < 70; ++i)
    p = (struct pair){p.second + tick(i), mix(p.first, i)};
  return p;
}

ENTERED(pair_by_value) {
  struct pair p = {1, 2};
  for (long i = 0; i < 5; ++i)
    p = swap(p);
  return mix(p.first, p.second);
}

APART static struct large shift(struct large by_value, long n) {
  struct large result = by_value;
  for (long i = 0; i < n; ++i) {
    for (int k = 0; k < 8; ++k)
      result.values[k] = mix(by_value.values[k + 1], tick(i));
    by_value = result;
  }
  by_value.values[0] = -1;
  return result;
}

ENTERED(large_by_value) {
  struct large all = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  long hash = 1;
  for (long i = 0; i < 6; ++i) {
    struct large next = shift(all, 60);
    hash = mix(hash, all.values[0]);
    all = next;
  }
  for (int k = 0; k < 9; ++k)
    hash = mix(hash, all.values[k]);
  return hash;
}

ENTERED(volatile_local) {
  volatile long counter = 0;
  volatile int flag = 1;
  long hash = 1;
  while (flag) {
    hash = mix(hash, tick(counter));
    counter = counter + 1;
    if (counter == 300)
      flag = 0;
  }
  return hash;
}

ENTERED(small_copies) {
  char text[48] = "loops", other[48];
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    memcpy(other, text, sizeof other);
    memmove(text + 1, other, sizeof text - 2);
    text[0] = (char)('a' + tick(i) % 26);
    hash = mix(hash, (long)strlen(text) + text[i % 40]);
  }
  return hash;
}

/* Inlined scopes: their variables share stack once optimized. */
static inline long scope(long seed) {
  long values[8];
  fill(values, 8, seed);
  return values[seed & 7];
}

ENTERED(variables_with_lifetimes) {
  long hash = scope(1);
  for (long i = 0; i < 300; ++i) {
    hash = mix(hash, scope(i));
    if (i % 4 == 0) {
      long more[4];
      fill(more, 4, i);
      hash ^= more[i % 3];
    }
  }
  return mix(hash, scope(hash));
}

ENTERED(overaligned) {
  _Alignas(64) long values[8] = {1, 2, 3};
  _Alignas(32) long one = 5;
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    values[i % 8] += tick(one);
    one = mix(one, values[(i * 3) % 8]);
    hash = mix(hash, ((uintptr_t)values % 64) + ((uintptr_t)&one % 32));
  }
  return mix(hash, one);
}
