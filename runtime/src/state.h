/* The state of one copy of the runtime: its modules, its threads, and who may touch what.
 *
 * Locks, in the order in which they are taken:
 *   devirt_dumping    one dump, reset or unregistration at a time; held during file I/O
 *   devirt_registry   the lists of modules and threads, and what is pending in modules
 *   slot->lock        the recorded state of one thread; its owner takes only this one when it
 *                     records, and nobody else holds it for longer than it takes to add up
 * Whoever takes any of them first calls devirt_enter, so that a signal handler on the same thread
 * finds the thread busy and drops its event instead of waiting for itself.
 */
#ifndef DEVIRT_STATE_H
#define DEVIRT_STATE_H

#include "miss.h"

/* One module in one thread. */
typedef struct devirt_block {
  devirt_cell *cells;
  devirt_site *active;
  devirt_site *sites[]; /* by index; NULL until the first call */
} devirt_block;

/* One thread that has recorded something; lives in its own arena. */
typedef struct devirt_thread {
  struct devirt_thread *next, *previous;
  struct devirt_slot *slot;
  devirt_block **blocks; /* by module id */
  uint32_t block_capacity;
  int tid;
  uint64_t random;
  devirt_arena arena;
} devirt_thread;

/* A thread's entrance to the runtime. The lock is here and not in devirt_thread because the owner
 * must be able to take it while someone else frees the rest. */
typedef struct devirt_slot {
  devirt_lock lock;
  int busy;              /* the thread is inside the runtime */
  int holding;           /* and holds the dump lock or the registry lock */
  int exit_rounds;       /* rounds of thread-specific destructors seen */
  int finished;          /* no more destructor will run: record nothing */
  devirt_thread *thread; /* NULL until the first slow event */
} devirt_slot;

/* What was recorded at one site, added up over threads. */
typedef struct devirt_total {
  uint64_t calls, estimated, samples, pairs, repeats;
  devirt_summary summary;
} devirt_total;

typedef struct devirt_totals {
  devirt_arena arena; /* holds this structure too */
  uint32_t used;      /* sites that have a total */
  devirt_total *sites[];
} devirt_totals;

/* One registered module. */
typedef struct devirt_state {
  struct devirt_state *next;
  devirt_module *module;
  uint32_t id; /* index of its blocks; never reused */
  uint32_t mode;
  bool counted;            /* this process is in the file's `processes` */
  bool in_dump;
  devirt_totals *pending;  /* recorded by ended threads or put back by a failed dump; or NULL */
  devirt_totals *snapshot; /* being written; or NULL */
  devirt_arena arena;      /* holds this structure */
} devirt_state;

#pragma GCC visibility push(hidden)

extern devirt_lock devirt_dumping;
extern devirt_lock devirt_registry;
extern devirt_state *devirt_states;   /* newest first */
extern devirt_thread *devirt_threads; /* threads that have recorded and not ended */
extern uint64_t devirt_signature;     /* of all modules ever registered, in any order */
extern int devirt_disabled;           /* after a fork inside the runtime: see fork.c */

/* Initial-exec: reading it never calls the dynamic linker, which could allocate. */
extern _Thread_local devirt_slot devirt_this_thread __attribute__((tls_model("initial-exec")));

/* Returns whether the thread was outside the runtime before. Calls nest. */
static inline bool devirt_enter(void) {
  devirt_slot *slot = &devirt_this_thread;
  DEVIRT_STORE(&slot->busy, slot->busy + 1);
  DEVIRT_SIGNAL_FENCE();
  return slot->busy == 1;
}

static inline void devirt_leave(void) {
  devirt_slot *slot = &devirt_this_thread;
  DEVIRT_SIGNAL_FENCE();
  DEVIRT_STORE(&slot->busy, slot->busy - 1);
}

/* The dump lock and the registry lock are taken through these. */
static inline void devirt_hold(devirt_lock *lock) {
  devirt_slot *slot = &devirt_this_thread;
  DEVIRT_STORE(&slot->holding, slot->holding + 1);
  DEVIRT_SIGNAL_FENCE();
  devirt_lock_take(lock);
}

static inline void devirt_release(devirt_lock *lock) {
  devirt_slot *slot = &devirt_this_thread;
  devirt_lock_give(lock);
  DEVIRT_SIGNAL_FENCE();
  DEVIRT_STORE(&slot->holding, slot->holding - 1);
}

/* For exit called by a signal handler: what it interrupted on this thread never goes on. Returns
 * whether our locks can be taken. The recorder's own lock is let go; what it left half done is
 * at worst what one cache held since the last dump. */
static inline bool devirt_enter_for_good(void) {
  devirt_slot *slot = &devirt_this_thread;
  bool outside = devirt_enter();
  if (!outside && DEVIRT_LOAD(&slot->lock.held) == DEVIRT_HELD_BY_RECORDER)
    devirt_lock_give(&slot->lock);
  return outside || slot->holding == 0;
}

/* record.c: the slow path proper, called by the assembly entry. */
void devirt_record_event(const void *value, devirt_cell *cell, devirt_module *module,
                         uint32_t index);

/* thread.c. Adoption takes the registry lock; the thread is busy and holds no lock. */
bool devirt_threads_begin(void); /* creates the exit hook; idempotent */
void devirt_threads_end(void);   /* no module is left: forgets all threads and the hook */
bool devirt_thread_adopt(devirt_slot *slot);
bool devirt_thread_alive(const devirt_thread *thread);
devirt_block *devirt_thread_add_block(devirt_thread *thread, const devirt_state *state,
                                      devirt_cell *cells);
devirt_site *devirt_thread_add_site(devirt_thread *thread, devirt_block *block, uint32_t index);
void devirt_thread_clear_cells(devirt_thread *thread);
void devirt_thread_unlink(devirt_thread *thread);

/* snapshot.c; all under the registry lock. */
void devirt_drain_thread(devirt_thread *thread); /* and under the thread's lock */
void devirt_drain_all(void);
void devirt_totals_add(devirt_totals **into, uint32_t sites, const devirt_totals *other);
void devirt_totals_free(devirt_totals **totals);

/* fork.c */
void devirt_fork_begin(void);

/* dump.c: `asked` writes even when there is nothing new. Returns 0 or -1. */
int devirt_dump_now(bool asked);

#pragma GCC visibility pop
#endif
