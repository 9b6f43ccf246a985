/* Modules: instrumented translation units come with constructors and go with destructors. */
#include "environment.h"
#include "state.h"
#include "warn.h"

#include <errno.h>
#include <stdlib.h>

devirt_lock devirt_dumping;
devirt_lock devirt_registry;
devirt_state *devirt_states;
uint64_t devirt_signature;

static uint32_t next_id;

static void dump_at_exit(void) {
  devirt_dump_now(false);
}

/* Outside our locks: both hooks take locks of libc, which libc holds while it calls us. The exit
 * handler is the first of the program, since modules register from constructors of priority 0;
 * so it runs after every other handler and every static destructor. In a shared object libc binds
 * both hooks to the object and drops them at dlclose, running the exit handler. */
static void install_hooks(void) {
  static int installed;
  devirt_threads_begin();
  if (__atomic_exchange_n(&installed, 1, __ATOMIC_ACQ_REL))
    return;
  devirt_environment_read();
  devirt_fork_begin();
  atexit(dump_at_exit);
}

static uint64_t scramble(uint64_t x) {
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

void __devirt_register(devirt_module *module) {
  if (module->version != DEVIRT_ABI_VERSION) {
    devirt_say("devirt: module instrumented for runtime version %u ignored; this is version %u",
               module->version, DEVIRT_ABI_VERSION);
    return;
  }
  if (module->state)
    return;
  int saved = errno;
  devirt_enter();
  install_hooks();
  devirt_arena arena = {NULL};
  devirt_state *state = devirt_arena_alloc(&arena, sizeof *state);
  if (state) {
    state->arena = arena;
    state->module = module;
    devirt_hold(&devirt_registry);
    state->mode = devirt_environment_mode(module->mode);
    state->id = next_id++;
    state->next = devirt_states;
    devirt_states = state;
    /* A sum, so that the order of constructors does not matter. */
    devirt_signature += scramble(module->signature);
    DEVIRT_RELEASE(&module->state, state);
    devirt_release(&devirt_registry);
  }
  devirt_leave();
  errno = saved;
}

/* From now on no thread can reach `state`: each takes its own lock before it looks. */
static void detach(devirt_state *state) {
  for (devirt_state **link = &devirt_states; *link; link = &(*link)->next) {
    if (*link == state) {
      *link = state->next;
      break;
    }
  }
  for (devirt_thread *thread = devirt_threads; thread; thread = thread->next) {
    if (!devirt_thread_alive(thread))
      continue;
    devirt_lock_take(&thread->slot->lock);
    if (state->id < thread->block_capacity)
      thread->blocks[state->id] = NULL;
    devirt_lock_give(&thread->slot->lock);
  }
}

void __devirt_unregister(devirt_module *module) {
  devirt_state *state = module->version == DEVIRT_ABI_VERSION ? module->state : NULL;
  if (!state)
    return;
  int saved = errno;
  /* Destructors after the exit handler may have called instrumented code, and at dlclose this is
   * the last chance. Writes nothing when nothing is new. */
  devirt_dump_now(false);

  if (!devirt_enter_for_good()) {
    devirt_leave(); /* the process ends within the runtime: nothing can be taken apart */
    return;
  }
  devirt_hold(&devirt_dumping);
  devirt_hold(&devirt_registry);
  DEVIRT_RELEASE(&module->state, NULL);
  detach(state);
  bool last = !devirt_states;
  if (last)
    devirt_threads_end();
  devirt_release(&devirt_registry);
  devirt_totals_free(&state->pending);
  devirt_arena arena = state->arena;
  devirt_arena_free(&arena);
  devirt_release(&devirt_dumping);
  devirt_leave();
  errno = saved;
}
