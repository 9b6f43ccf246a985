#include "base.h"

#include <errno.h>
#include <sys/mman.h>

struct devirt_chunk {
  struct devirt_chunk *next;
  size_t size; /* of the mapping */
  size_t used; /* including this header */
  size_t padding;
};

enum { FIRST_CHUNK = 16 << 10, LAST_CHUNK = 1 << 20 };

static struct devirt_chunk *map_chunk(size_t size) {
  int saved = errno; /* the slow path must not change the program's errno */
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = saved;
  if (memory == MAP_FAILED)
    return NULL;
  struct devirt_chunk *chunk = memory;
  chunk->size = size;
  chunk->used = sizeof *chunk;
  return chunk;
}

void *devirt_arena_alloc(devirt_arena *arena, size_t size) {
  if (size > SIZE_MAX / 2)
    return NULL;
  size = (size + 15) & ~(size_t)15;
  struct devirt_chunk *head = arena->chunks;
  if (!head || head->size - head->used < size) {
    size_t next = head ? DEVIRT_MIN(head->size * 2, (size_t)LAST_CHUNK) : (size_t)FIRST_CHUNK;
    bool large = size > next / 2;
    struct devirt_chunk *chunk =
        map_chunk(large ? (size + sizeof *chunk + 4095) & ~(size_t)4095 : next);
    if (!chunk)
      return NULL;
    if (large && head) {
      /* Behind the head, whose free space stays in use. */
      chunk->next = head->next;
      head->next = chunk;
    } else {
      /* The link first: after a fork in another thread the list must be whole. */
      chunk->next = head;
      DEVIRT_RELEASE(&arena->chunks, chunk);
    }
    head = chunk;
  }
  void *result = (char *)head + head->used;
  head->used += size;
  return result;
}

void devirt_arena_free(devirt_arena *arena) {
  int saved = errno;
  struct devirt_chunk *chunk = arena->chunks;
  /* The arena may live in its own memory. */
  arena->chunks = NULL;
  while (chunk) {
    struct devirt_chunk *next = chunk->next;
    munmap(chunk, chunk->size);
    chunk = next;
  }
  errno = saved;
}
