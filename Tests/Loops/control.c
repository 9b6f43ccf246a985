/* Shapes of loops. */
#include "loops.h"

#include <stdbool.h>

ENTERED(single) {
  long hash = 1;
  for (long i = 0; i < 300; ++i)
    hash = mix(hash, tick(i));
  return hash;
}

ENTERED(two_deep) {
  long hash = 1;
  for (long i = 0; i < 120; ++i) {
    long row = hash ^ i;
    for (long j = 0; j < 20; ++j)
      hash = mix(hash, tick(i * j) + row);
    hash += row;
  }
  return hash;
}

/* The innermost loop is hot before the others have gone round. */
ENTERED(long_inner) {
  long hash = 1;
  for (long i = 0; i < 3; ++i) {
    long seen = tick(i) + hash;
    for (long j = 0; j < 2; ++j) {
      long here = seen ^ j;
      for (long k = 0; k < 150; ++k)
        hash = mix(hash, tick(k) + here);
      seen += here;
    }
    hash = mix(hash, seen);
  }
  return hash;
}

ENTERED(three_deep) {
  long hash = 1;
  for (long i = 0; i < 10; ++i)
    for (long j = 0; j < 10; ++j)
      for (long k = 0; k < 10; ++k)
        hash = mix(hash, tick(i * 100 + j * 10 + k));
  return hash;
}

ENTERED(triangular) {
  long hash = 1;
  for (long i = 0; i < 24; ++i)
    for (long j = i; j < 24; ++j) {
      if ((i ^ j) % 7 == 3)
        continue;
      for (long k = i; k <= j; ++k) {
        if (k % 11 == 10)
          break;
        hash = mix(hash, tick(k + j));
      }
    }
  return hash;
}

ENTERED(goto_out_of_nest) {
  long hash = 1;
  long again = 0;
restart:
  for (long i = 0; i < 30; ++i)
    for (long j = 0; j < 30; ++j) {
      hash = mix(hash, tick(i + j));
      if (i == 3 + again && j == 17) {
        if (++again < 6)
          goto restart;
        goto out;
      }
    }
  hash = 7;
out:
  return mix(hash, again);
}

ENTERED(do_while) {
  long hash = 1, n = 400;
  do
    hash = mix(hash, tick(n));
  while (--n);
  return hash;
}

ENTERED(several_latches) {
  long hash = 1, i = 0;
head:
  if (i >= 500)
    return hash;
  ++i;
  if (i % 3 == 0) {
    hash = mix(hash, tick(i));
    goto head;
  }
  if (i % 3 == 1) {
    hash += tick(5);
    goto head;
  }
  hash ^= tick(i);
  goto head;
}

ENTERED(duffs_device) {
  long hash = 1;
  for (long count = 1; count < 60; ++count) {
    long n = (count + 7) / 8;
    switch (count % 8) {
    case 0: do { hash = mix(hash, tick(0));
    case 7: hash = mix(hash, tick(7));
    case 6: hash = mix(hash, 6);
    case 5: hash = mix(hash, 5);
    case 4: hash = mix(hash, tick(4));
    case 3: hash = mix(hash, 3);
    case 2: hash = mix(hash, 2);
    case 1: hash = mix(hash, tick(1));
            } while (--n > 0);
    }
  }
  return hash;
}

/* Two blocks that jump to each other and are both jumped to: no loop for LLVM, but inside one. */
ENTERED(irreducible) {
  long hash = 1;
  for (long round = 0; round < 100; ++round) {
    long n = round % 9;
    if (round & 1)
      goto second;
  first:
    hash = mix(hash, tick(n));
    if (n-- <= 0)
      continue;
  second:
    hash = mix(hash, tick(n * 3));
    if (n-- > 0)
      goto first;
  }
  return hash;
}

ENTERED(switch_inside) {
  long hash = 1, state = 0;
  for (long i = 0; i < 600; ++i)
    switch (state) {
    case 0: state = tick(i) % 5; break;
    case 1: hash = mix(hash, i); state = 3; break;
    case 2: hash -= i;
    case 3: hash ^= tick(i); state = 4; continue;
    case 4: state = hash & 1 ? 0 : 2; break;
    default: return -1;
    }
  return mix(hash, state);
}

APART static long ackermann(long m, long n) {
  long result = n + 1;
  for (; m > 0; --m) {
    tick(m);
    if (n == 0) {
      n = 1;
      result = 2;
      continue;
    }
    n = ackermann(m, n - 1);
    result = n + 1;
  }
  return result;
}

SOMETIMES(recursion_in_loops) { return ackermann(2, 12); }

/* Each level of the recursion runs a loop, some of it in old frames, some in new ones. */
APART static long tree(long depth, long seed) {
  long hash = seed;
  for (long i = 0; i < 4; ++i) {
    if (depth > 0)
      hash = mix(hash, tree(depth - 1, hash + i));
    hash = mix(hash, tick(i));
  }
  return hash;
}

SOMETIMES(recursion_with_loops) { return tree(4, 1); }

APART static long last(long n, long hash) {
  for (long i = 0; i < 60; ++i)
    hash = mix(hash, tick(i));
  return n == 0 ? hash : last(n - 1, hash ^ n);
}

ENTERED(tail_recursion) { return last(6, 1); }

APART static void nothing_returned(long *to) {
  for (long i = 0; i < 200; ++i)
    *to = mix(*to, tick(i));
}

ENTERED(void_result) {
  long hash = 1;
  nothing_returned(&hash);
  return hash;
}

static volatile bool stop;

ENTERED(endless_with_flag) {
  long hash = 1, i = 0;
  stop = false;
  for (;;) {
    hash = mix(hash, tick(i));
    if (++i == 250)
      stop = true;
    if (stop)
      return hash;
  }
}

/* More loops than are counted. */
#define LOOP for (long i = 0; i < 5; ++i) hash = mix(hash, tick(i) + __COUNTER__);
#define LOOPS LOOP LOOP LOOP LOOP LOOP LOOP LOOP LOOP LOOP LOOP
ENTERED(many_loops) {
  long hash = 1;
  for (long round = 0; round < 100; ++round) {
    LOOPS LOOPS LOOPS LOOPS
  }
  return hash;
}
