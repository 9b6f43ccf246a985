/* A dump: take what was recorded, name it, add it to the file; put it back if that fails. */
#include "container.h"
#include "environment.h"
#include "state.h"
#include "warn.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Takes everything recorded so far out of threads and modules. Returns whether there is news. */
static bool take_snapshots(devirt_state **states) {
  bool news = false;
  devirt_hold(&devirt_registry);
  devirt_drain_all();
  *states = devirt_states;
  for (devirt_state *state = devirt_states; state; state = state->next) {
    state->in_dump = true;
    state->snapshot = state->pending;
    state->pending = NULL;
    news |= !state->counted || (state->snapshot && state->snapshot->used);
  }
  devirt_release(&devirt_registry);
  return news;
}

static void finish(devirt_state *state, bool success) {
  state->in_dump = false;
  if (success) {
    state->counted = true;
  } else if (state->snapshot) {
    devirt_hold(&devirt_registry);
    devirt_totals_add(&state->pending, state->module->site_count, state->snapshot);
    devirt_release(&devirt_registry);
  }
  devirt_totals_free(&state->snapshot);
}

/* Adds `outputs` to the file at `path`; where that is not ours to write, to `path`.pid. */
static int write_file(char *path, size_t path_size, devirt_output *outputs, size_t count,
                      devirt_arena *arena) {
  size_t length = strlen(path);
  devirt_file *file = devirt_arena_alloc(arena, sizeof *file);
  if (!file)
    return ENOMEM;
  int error = devirt_file_lock(path);
  const char *obstacle = error == EBUSY ? "is locked for long" : NULL;
  if (error && !obstacle)
    return error;
  for (bool again = false;; again = true) {
    if (!obstacle) {
      error = devirt_file_read(file, path, arena);
      if (!error && (!file->readable ||
                     (file->contents && !devirt_container_is_raw(file->contents, file->size))))
        obstacle = file->readable ? "is not a raw profile of this version" : "cannot be read";
    }
    if (!obstacle)
      break;
    if (again) {
      error = EEXIST;
      break;
    }
    snprintf(path + length, path_size - length, ".%ld", (long)getpid());
    devirt_warn_once("devirt: '%.*s' %s; the profile goes to '%s'", (int)length, path, obstacle,
                     path);
    obstacle = NULL;
  }
  devirt_bytes *pieces;
  size_t number = 0;
  if (!error) {
    number = devirt_container_compose(outputs, count, file->contents, file->size, arena, &pieces);
    error = number ? 0 : ENOMEM;
  }
  if (!error && !DEVIRT_LOAD(&devirt_disabled))
    error = devirt_file_write(file, pieces, number);
  devirt_file_unlock();
  return error;
}

static void complain(const char *path, int error) {
  char buffer[128];
  devirt_warn_once(
      "devirt: cannot write profile '%s': %s; set DEVIRT_PROFILE_FILE to a writable file", path,
      strerror_r(error, buffer, sizeof buffer));
}

/* Writes the modules that share the first one's file name. Returns 0 or an errno. */
static int write_group(devirt_state *first, devirt_names *names, devirt_arena *arena) {
  const char *pattern = devirt_environment_pattern(first->module->default_file);
  size_t most = 0, count = 0;
  for (devirt_state *state = first; state; state = state->next)
    ++most;
  /* Room for `.pid` behind the path. */
  size_t room = PATH_MAX - 24;
  char *path = devirt_arena_alloc(arena, PATH_MAX);
  devirt_output *outputs = devirt_arena_alloc(arena, most * sizeof *outputs);
  devirt_state **group = devirt_arena_alloc(arena, most * sizeof *group);
  int error = path && outputs && group ? 0 : ENOMEM;
  for (devirt_state *state = first; group && state; state = state->next)
    if (state->in_dump &&
        strcmp(pattern, devirt_environment_pattern(state->module->default_file)) == 0)
      group[count++] = state;
  /* Oldest first: the order of constructors, and so of link order. */
  for (size_t i = 0; !error && i < count; ++i) {
    devirt_output *output = &outputs[i];
    output->site_count = group[count - 1 - i]->module->site_count;
    if (!devirt_profile_make(&output->profile, arena, group[count - 1 - i], names))
      error = ENOMEM;
  }
  if (!error && !devirt_pattern_expand(pattern, devirt_signature, path, room))
    error = ENAMETOOLONG;
  if (!error)
    error = write_file(path, PATH_MAX, outputs, count, arena);
  if (error)
    complain(path && path[0] ? path : pattern, error);
  for (size_t i = 0; i < count; ++i)
    finish(group[i], !error);
  if (!group)
    finish(first, false);
  return error;
}

int devirt_dump_now(bool asked) {
  static bool gave_up; /* the exit handler has failed: destructors need not try again */
  int saved = errno, result = 0, cancellation;
  bool possible = asked ? devirt_enter() : devirt_enter_for_good();
  if (!possible || DEVIRT_LOAD(&devirt_disabled)) {
    devirt_leave();
    if (!possible)
      devirt_warn_once("devirt: cannot write a profile from within the runtime");
    return -1;
  }
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellation);
  devirt_hold(&devirt_dumping);
  if (asked || !gave_up) {
    devirt_state *states;
    bool news = take_snapshots(&states);
    devirt_arena arena = {NULL};
    devirt_names names;
    bool ready = (news || asked) && devirt_names_open(&names, &arena, states);
    for (devirt_state *state = states; state; state = state->next) {
      if (!state->in_dump)
        continue;
      if (!ready)
        finish(state, false);
      else if (write_group(state, &names, &arena))
        result = -1;
    }
    if ((news || asked) && !ready) {
      complain("default.devirtraw", ENOMEM);
      result = -1;
    }
    gave_up = result && !asked;
    devirt_arena_free(&arena);
  }
  devirt_release(&devirt_dumping);
  pthread_setcancelstate(cancellation, NULL);
  devirt_leave();
  errno = saved;
  return result;
}

int devirt_dump(void) {
  return devirt_dump_now(true);
}

void devirt_reset(void) {
  if (devirt_enter()) {
    devirt_hold(&devirt_dumping);
    devirt_hold(&devirt_registry);
    devirt_drain_all();
    for (devirt_state *state = devirt_states; state; state = state->next)
      devirt_totals_free(&state->pending);
    devirt_release(&devirt_registry);
    devirt_release(&devirt_dumping);
  }
  devirt_leave();
}
