// Loops with indirect calls whose targets change while they run. Each is entered, guards what it
// called so far, and is left for code that records when the guards miss: `left` waits for that.
#include "loops.h"

using Step = long (*)(long);

// Natively 1. Under the JIT whether a frame of the running case went on in code that records.
EXPORTED long left(void);

#define LEFT(name) EXPORTED long left_##name(void)

namespace {

constexpr long change = 400, wait = 440, last = 500;

APART long twice(long x) { return x * 2; }
APART long next(long x) { return x + 1; }
APART long negate(long x) { return -x; }
APART long fail(long x) {
  if (x % 3 == 0)
    throw x;
  return x ^ 5;
}

// Stays at one iteration until the loop was left: what is computed does not depend on how often.
long step(long i) { return i != wait || left(); }

APART long oneSite(const Step *steps) {
  long hash = 1;
  for (long i = 0; i < last;) {
    const long value = steps[i >= change](tick(i)), by = step(i);
    hash = by ? mix(hash, value) : hash;
    i += by;
  }
  return hash;
}

// A function of its own for each case.
template <int> APART long twoSites(const Step *steps, double scale) {
  long hash = 1;
  double sum = 0;
  for (long i = 0; i < last;) {
    const long first = steps[i >= change](tick(i));
    const long second = steps[2 + (i >= change)](first), by = step(i);
    hash = by ? mix(hash, second) : hash;
    sum += by ? first * scale : 0;
    i += by;
  }
  return mix(hash, static_cast<long>(sum * 16));
}

APART long otherWays(const Step *steps) {
  long hash = 1, found = 0, i = 0;
  for (; i < 2 * last;) {
    long value = i;
    if (i % 7 != 3)
      value = steps[i >= change](tick(i));
    else
      hash = mix(hash, 3);
    const long by = step(i);
    found = value;
    if (i > last && value % 11 == 0)
      break;
    hash = by ? mix(hash, value) : hash;
    i += by;
  }
  return mix(mix(hash, found), i);
}

APART long inner(const Step *steps) {
  long hash = 1;
  for (long outer = 0; outer < 4; ++outer) {
    long sum = outer;
    for (long i = 0; i < last;) {
      const long value = steps[i >= change](tick(i)), by = outer == 0 ? step(i) : 1;
      sum += by ? value ^ outer : 0;
      i += by;
    }
    hash = mix(hash, sum);
  }
  return hash;
}

APART long caught(const Step *steps) {
  long hash = 1;
  for (long i = 0; i < last;) {
    long value;
    try {
      value = steps[i >= change](tick(i));
    } catch (long thrown) {
      value = thrown * 7;
    }
    const long by = step(i);
    hash = by ? mix(hash, value) : hash;
    i += by;
  }
  return hash;
}

APART long thrown(const Step *steps) {
  long hash = 1;
  try {
    for (long i = 0;;) {
      const long value = steps[(i >= change) + (i == last)](tick(i)), by = step(i);
      hash = by ? mix(hash, value) : hash;
      i += by;
    }
  } catch (long thrown) {
    return mix(hash, thrown);
  }
}

} // namespace

LEFT(one_site) {
  const Step steps[] = {twice, next};
  return oneSite(steps);
}

LEFT(two_sites) {
  const Step steps[] = {twice, next, negate, twice};
  return twoSites<1>(steps, 0.375);
}

LEFT(where_only_the_second_site_misses) {
  const Step steps[] = {twice, twice, negate, next};
  return twoSites<2>(steps, 1.25);
}

LEFT(other_ways_and_exits) {
  const Step steps[] = {twice, next};
  return otherWays(steps);
}

LEFT(inner_loops) {
  const Step steps[] = {next, negate};
  return inner(steps);
}

LEFT(exceptions_inside) {
  const Step steps[] = {twice, fail};
  return caught(steps);
}

LEFT(exceptions_outside) {
  const Step steps[] = {twice, next, [](long x) -> long { throw x; }};
  return thrown(steps);
}
