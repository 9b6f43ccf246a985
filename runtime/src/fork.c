/* fork: the child starts with nothing recorded and usable locks; the parent notices nothing. */
#include "file.h"
#include "state.h"
#include "warn.h"

#include <pthread.h>

int devirt_disabled;

/* Whether fork was called by a signal handler that interrupted the runtime on this very thread.
 * Then this thread may hold any of our locks and its state may be half changed. */
static _Thread_local int inside __attribute__((tls_model("initial-exec")));

static void prepare(void) {
  inside = !devirt_enter();
  /* Not the dump lock: its holder may wait for the dynamic linker, whose lock may be ours. */
  if (!inside)
    devirt_hold(&devirt_registry);
}

static void parent(void) {
  if (!inside)
    devirt_release(&devirt_registry);
  devirt_leave();
}

static void forget_everything(void) {
  devirt_slot *slot = &devirt_this_thread;
  while (devirt_threads) {
    devirt_thread *thread = devirt_threads;
    if (thread->slot == slot) {
      devirt_thread_clear_cells(thread);
      DEVIRT_STORE(&slot->thread, NULL);
    }
    devirt_thread_unlink(thread);
    devirt_arena_free(&thread->arena);
  }
  for (devirt_state *state = devirt_states; state; state = state->next) {
    devirt_totals_free(&state->pending);
    state->snapshot = NULL; /* another thread was writing it: the copy is not ours to judge */
    state->counted = false;
  }
}

static void child(void) {
  if (inside) {
    /* The interrupted code finishes on its own memory; nothing is recorded or written after it. */
    DEVIRT_STORE(&devirt_disabled, 1);
  } else {
    forget_everything();
    devirt_release(&devirt_registry);
    devirt_lock_give(&devirt_dumping); /* whoever held it is not here */
  }
  devirt_file_forked();
  devirt_warn_forked();
  devirt_leave();
}

void devirt_fork_begin(void) {
  pthread_atfork(prepare, parent, child);
}
