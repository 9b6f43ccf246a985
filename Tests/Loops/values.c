/* Types of what is handed over and returned. */
#include "loops.h"

#include <complex.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef float float4 __attribute__((vector_size(16)));
typedef float float8 __attribute__((vector_size(32)));
typedef int int2 __attribute__((vector_size(8)));
typedef double double8 __attribute__((vector_size(64)));

static long bits(const void *p, unsigned long size) {
  long hash = 1;
  for (unsigned long i = 0; i < size; ++i)
    hash = hash * 31 + ((const unsigned char *)p)[i];
  return hash;
}

APART static double doubles(double x) {
  double sum = 0.5;
  float little = 0.25f;
  for (long i = 0; i < 300; ++i) {
    sum = sum * 0.999 + x / (double)(tick(i) + 3);
    little = little * 0.75f + (float)i;
    x += little * 0.001;
  }
  return sum + little;
}

ENTERED(doubles_and_floats) {
  double result = doubles(1.25);
  return bits(&result, sizeof result);
}

APART static float one_float(float x) {
  for (long i = 0; i < 300; ++i)
    x = x * 0.5f + (float)tick(i);
  return x;
}

ENTERED(float_result) {
  float result = one_float(3);
  return bits(&result, sizeof result);
}

APART static long double long_double(long double x) {
  long double product = 1.1L;
  for (long i = 0; i < 300; ++i) {
    product = product * 1.0000000000000001L + x;
    x = x * 0.5L + (long double)tick(i);
  }
  return product + x;
}

ENTERED(long_double) {
  long double result = long_double(3);
  return bits(&result, 10);
}

APART static double complex turned(double complex z, float complex w) {
  for (long i = 0; i < 300; ++i) {
    z = z * (0.6 + 0.8 * I) + (double)tick(i);
    w = w * (0.5f - 0.25f * I) + (float)i;
    z += w;
  }
  return z;
}

ENTERED(complex_numbers) {
  double complex result = turned(1 + 2 * I, 3 + 4 * I);
  return bits(&result, sizeof result);
}

APART static long double complex wide_complex(long double complex z) {
  for (long i = 0; i < 200; ++i)
    z = z * (0.6L + 0.8L * I) + (long double)tick(i);
  return z;
}

ENTERED(long_double_complex) {
  long double complex result = wide_complex(1);
  long double parts[2] = {creall(result), cimagl(result)};
  return bits(&parts[0], 10) ^ bits(&parts[1], 10);
}

APART static float4 vector4(float4 a, float4 b) {
  int2 c = {1, 2};
  for (long i = 0; i < 300; ++i) {
    a = a * 0.5f + b;
    b[i % 4] += (float)tick(i);
    c = c * 3 + (int2){(int)i, 1};
  }
  a[0] += (float)(c[0] & 255);
  return a;
}

ENTERED(vectors_of_16_bytes) {
  float4 result = vector4((float4){1, 2, 3, 4}, (float4){5, 6, 7, 8});
  return bits(&result, sizeof result);
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"
APART static float8 vector8(float8 a, float8 b) {
  for (long i = 0; i < 300; ++i) {
    a = a * 0.5f + b;
    b[i % 8] += (float)tick(i);
  }
  return a;
}

ENTERED(vectors_of_32_bytes) {
  float8 a = {1, 2, 3, 4, 5, 6, 7, 8};
  for (long i = 0; i < 6; ++i)
    a = vector8(a, a + (float)tick(i));
  return bits(&a, sizeof a);
}

ENTERED(vectors_of_64_bytes) {
  double8 a = {1, 2, 3, 4, 5, 6, 7, 8}, b = a;
  for (long i = 0; i < 300; ++i) {
    a = a * 0.5 + b;
    b[i % 8] += (double)tick(i);
  }
  return bits(&a, sizeof a);
}
#pragma clang diagnostic pop

APART static unsigned __int128 wide(unsigned __int128 x, int8_t small) {
  for (long i = 0; i < 300; ++i) {
    x = x * 0x123456789abcdefULL + (unsigned long)tick(i);
    small += (int8_t)(x >> 100);
  }
  return x + (unsigned char)small;
}

ENTERED(int128) {
  unsigned __int128 result = wide(3, -5);
  return bits(&result, sizeof result);
}

#define SMALL(type, name)                                                                          \
  APART static type small_##name(type x) {                                                         \
    for (long i = 0; i < 150; ++i)                                                                 \
      x = (type)(x * 7 + (type)tick(i));                                                           \
    return x;                                                                                      \
  }                                                                                                \
  ENTERED(name##_result) {                                                                         \
    long hash = 1;                                                                                 \
    for (int i = 0; i < 4; ++i)                                                                    \
      hash = mix(hash, small_##name((type)hash));                                                  \
    return hash;                                                                                   \
  }
SMALL(int8_t, int8)
SMALL(uint8_t, uint8)
SMALL(int16_t, int16)
SMALL(uint16_t, uint16)
SMALL(uint32_t, uint32)

APART static bool parity(long n) {
  bool odd = false;
  for (long i = 0; i < n; ++i)
    odd ^= tick(i) & 1;
  return odd;
}

ENTERED(bool_result) {
  long hash = 1;
  for (long n = 100; n < 110; ++n)
    hash = hash * 2 + parity(n);
  return hash;
}

struct mixed {
  long integer;
  double real;
};
struct packed {
  char tag;
  int value;
} __attribute__((packed));
struct bits {
  unsigned low : 3, middle : 11;
  long high : 33;
};

APART static struct mixed both(long n) {
  struct mixed m = {1, 0.5};
  for (long i = 0; i < n; ++i) {
    m.integer = mix(m.integer, tick(i));
    m.real = m.real * 0.5 + (double)i;
  }
  return m;
}

ENTERED(struct_in_registers) {
  struct mixed m = both(250);
  return m.integer ^ bits(&m.real, sizeof m.real);
}

APART static struct packed pack(struct packed p, struct bits b) {
  for (long i = 0; i < 250; ++i) {
    p.value = (int)mix(p.value, tick(i) + b.middle);
    p.tag ^= (char)p.value;
    b.low += 1;
    b.middle += b.low;
    b.high = (long)((unsigned long)b.high * 3) ^ p.value;
  }
  p.value += b.low + b.middle + (int)b.high;
  return p;
}

ENTERED(packed_and_bit_fields) {
  struct packed p = pack((struct packed){'a', 3}, (struct bits){1, 2, 3});
  return mix(p.tag, p.value);
}

/* More than registers hold: some come in on the stack. */
APART static long many(long a, long b, long c, long d, long e, long f, long g, struct mixed h,
                       double i, long double j, char k, struct packed l) {
  long hash = 1;
  for (long n = 0; n < 200; ++n) {
    hash = mix(hash, tick(n) + a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + k);
    g += h.integer;
    h.integer ^= a++;
    i += h.real;
    j += i;
    l.value += l.tag;
  }
  return hash + (long)i + (long)j + l.value;
}

ENTERED(many_arguments) {
  return many(1, 2, 3, 4, 5, 6, 7, (struct mixed){8, 9.5}, 10.5, 11.5L, 'l',
              (struct packed){'m', 14});
}

APART static long through(long (*function)(long), long n) {
  long hash = 1;
  for (long i = 0; i < n; ++i)
    hash = mix(hash, function(i));
  return hash;
}

ENTERED(function_pointers) { return through(tick, 300) ^ through(tick, 10); }
