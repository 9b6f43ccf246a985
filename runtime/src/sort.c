#include "base.h"

static void swap(char *a, char *b, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    char byte = a[i];
    a[i] = b[i];
    b[i] = byte;
  }
}

/* Heapsort: no memory, and no quadratic case for a hostile file to find. */
void devirt_sort(void *base, size_t count, size_t size,
                 int (*compare)(const void *, const void *, void *), void *context) {
  char *items = base;
  if (count < 2)
    return;
  size_t start = count / 2, end = count;
  while (end > 1) {
    if (start > 0) {
      --start;
    } else {
      --end;
      swap(items, items + end * size, size);
    }
    size_t root = start;
    for (size_t child; (child = 2 * root + 1) < end; root = child) {
      if (child + 1 < end &&
          compare(items + child * size, items + (child + 1) * size, context) < 0)
        ++child;
      if (compare(items + root * size, items + child * size, context) >= 0)
        break;
      swap(items + root * size, items + child * size, size);
    }
  }
}
