/* Threads: adoption at their first slow event, their memory, their end. */
#include "state.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Thread_local devirt_slot devirt_this_thread __attribute__((tls_model("initial-exec")));
devirt_thread *devirt_threads;

static pthread_key_t exit_key;
static int exit_key_valid;

/* Sanitizers dismantle a thread in the last round of all, and a thread may have missed the first:
 * ours ends one round early. */
enum { LAST_ROUND = PTHREAD_DESTRUCTOR_ITERATIONS - 1 };

/* Runs at the thread's end, after C++ thread_local destructors, among the destructors of other
 * thread-specific data. Those may still call instrumented code, which adopts the thread anew; so
 * it asks to be called in every round and at last closes the thread for good: nobody would be told
 * when the thread's cells go away. */
static void thread_exit(void *value) {
  devirt_slot *slot = value;
  devirt_enter();
  if (++slot->exit_rounds >= LAST_ROUND)
    DEVIRT_STORE(&slot->finished, 1);
  else if (pthread_setspecific(exit_key, slot))
    DEVIRT_STORE(&slot->finished, 1);

  devirt_hold(&devirt_registry);
  devirt_lock_take(&slot->lock);
  devirt_thread *thread = slot->thread;
  if (thread) {
    devirt_drain_thread(thread);
    devirt_thread_clear_cells(thread);
    devirt_thread_unlink(thread);
    DEVIRT_STORE(&slot->thread, NULL);
  }
  devirt_lock_give(&slot->lock);
  devirt_release(&devirt_registry);
  if (thread)
    devirt_arena_free(&thread->arena);
  devirt_leave();
}

bool devirt_threads_begin(void) {
  if (DEVIRT_ACQUIRE(&exit_key_valid))
    return true;
  if (pthread_key_create(&exit_key, thread_exit))
    return false;
  DEVIRT_RELEASE(&exit_key_valid, 1);
  return true;
}

void devirt_threads_end(void) {
  while (devirt_threads) {
    devirt_thread *thread = devirt_threads;
    bool alive = devirt_thread_alive(thread);
    devirt_slot *slot = thread->slot;
    if (alive)
      devirt_lock_take(&slot->lock);
    devirt_thread_unlink(thread);
    if (alive) {
      DEVIRT_STORE(&slot->thread, NULL);
      devirt_lock_give(&slot->lock);
    }
    devirt_arena_free(&thread->arena);
  }
  if (exit_key_valid) {
    DEVIRT_STORE(&exit_key_valid, 0);
    pthread_key_delete(exit_key);
  }
}

static uint64_t seed(const devirt_thread *thread) {
  struct timespec now = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  uint64_t x = (uint64_t)(uintptr_t)thread ^ ((uint64_t)now.tv_nsec << 20) ^ (uint64_t)now.tv_sec ^
               ((uint64_t)thread->tid << 40);
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (x ^ (x >> 31)) | 1;
}

__attribute__((noinline, cold)) bool devirt_thread_adopt(devirt_slot *slot) {
  int saved = errno;
  devirt_arena arena = {NULL};
  devirt_thread *thread = NULL;
  if (!DEVIRT_ACQUIRE(&exit_key_valid) || DEVIRT_LOAD(&devirt_disabled))
    goto failed;
  /* Before the lock: for a key beyond glibc's first 32 this calls calloc. */
  if (slot->exit_rounds == 0 && pthread_setspecific(exit_key, slot))
    goto failed;
  thread = devirt_arena_alloc(&arena, sizeof *thread);
  if (!thread)
    goto failed;
  thread->slot = slot;
  thread->tid = (int)syscall(SYS_gettid);
  thread->random = seed(thread);
  thread->arena = arena;
  devirt_hold(&devirt_registry);
  if (devirt_states) {
    thread->next = devirt_threads;
    if (devirt_threads)
      devirt_threads->previous = thread;
    devirt_threads = thread;
    DEVIRT_STORE(&slot->thread, thread);
  } else {
    arena = thread->arena;
    thread = NULL;
  }
  devirt_release(&devirt_registry);
  if (!thread)
    devirt_arena_free(&arena);
failed:
  errno = saved;
  return thread != NULL;
}

void devirt_thread_unlink(devirt_thread *thread) {
  if (thread->previous)
    thread->previous->next = thread->next;
  else
    devirt_threads = thread->next;
  if (thread->next)
    thread->next->previous = thread->previous;
}

/* A thread whose first instrumented call ever is in its last round of destructors ends without our
 * hook. Its cells may be gone, so ask the system. */
bool devirt_thread_alive(const devirt_thread *thread) {
  int saved = errno;
  bool dead = thread->slot != &devirt_this_thread &&
              syscall(SYS_tgkill, getpid(), thread->tid, 0) == -1 && errno == ESRCH;
  errno = saved;
  return !dead;
}

devirt_block *devirt_thread_add_block(devirt_thread *thread, const devirt_state *state,
                                      devirt_cell *cells) {
  if (state->id >= thread->block_capacity) {
    uint32_t capacity = DEVIRT_MAX(2 * thread->block_capacity, state->id + 8);
    devirt_block **blocks = devirt_arena_alloc(&thread->arena, capacity * sizeof *blocks);
    if (!blocks)
      return NULL;
    for (uint32_t i = 0; i < thread->block_capacity; ++i)
      blocks[i] = thread->blocks[i];
    thread->blocks = blocks;
    thread->block_capacity = capacity;
  }
  size_t sites = state->module->site_count;
  devirt_block *block =
      devirt_arena_alloc(&thread->arena, sizeof *block + sites * sizeof block->sites[0]);
  if (!block)
    return NULL;
  block->cells = cells;
  thread->blocks[state->id] = block;
  return block;
}

devirt_site *devirt_thread_add_site(devirt_thread *thread, devirt_block *block, uint32_t index) {
  devirt_site *site = devirt_arena_alloc(&thread->arena, sizeof *site);
  if (!site)
    return NULL;
  site->index = index;
  site->interval = 1;
  site->next = block->active;
  block->active = site;
  block->sites[index] = site;
  return site;
}

/* Of the calling thread: with empty cells its next calls are misses, which adopt it again. */
void devirt_thread_clear_cells(devirt_thread *thread) {
  for (uint32_t id = 0; id < thread->block_capacity; ++id) {
    devirt_block *block = thread->blocks[id];
    for (devirt_site *site = block ? block->active : NULL; site; site = site->next) {
      devirt_cell *cell = &block->cells[site->index];
      DEVIRT_STORE(&cell->target, NULL);
      DEVIRT_STORE(&cell->hits, 0);
      DEVIRT_STORE(&cell->countdown, 0);
      DEVIRT_STORE(&cell->reserved, 0);
    }
  }
}
