#include "environment.h"

#include "state.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { UNSET = -1 };

static int mode_from_environment = UNSET;
static int mode_from_api = UNSET;
static char file_from_environment[PATH_MAX];
static char file_from_api[PATH_MAX];

void devirt_environment_read(void) {
  /* secure_getenv: a set-user-id program does not write files of its caller's choice. */
  const char *mode = secure_getenv("DEVIRT_MODE");
  if (mode && strcmp(mode, "exact") == 0)
    mode_from_environment = DEVIRT_MODE_EXACT;
  else if (mode && strcmp(mode, "sampled") == 0)
    mode_from_environment = DEVIRT_MODE_SAMPLED;

  const char *file = secure_getenv("DEVIRT_PROFILE_FILE");
  if (file && strlen(file) < sizeof file_from_environment)
    memcpy(file_from_environment, file, strlen(file) + 1);
}

uint32_t devirt_environment_mode(uint32_t preset) {
  if (mode_from_api != UNSET)
    return (uint32_t)mode_from_api;
  if (mode_from_environment != UNSET)
    return (uint32_t)mode_from_environment;
  return preset;
}

void devirt_set_mode(devirt_mode mode) {
  devirt_enter();
  devirt_hold(&devirt_registry);
  mode_from_api = mode == devirt_exact ? DEVIRT_MODE_EXACT : DEVIRT_MODE_SAMPLED;
  for (devirt_state *state = devirt_states; state; state = state->next)
    DEVIRT_STORE(&state->mode, (uint32_t)mode_from_api);
  devirt_release(&devirt_registry);
  devirt_leave();
}

void devirt_set_profile_file(const char *pattern) {
  devirt_enter();
  devirt_hold(&devirt_dumping);
  size_t length = pattern ? strlen(pattern) : 0;
  /* Too long a name is cut, and then fails where it is reported: when it is opened. */
  length = DEVIRT_MIN(length, sizeof file_from_api - 1);
  if (length)
    memcpy(file_from_api, pattern, length);
  file_from_api[length] = 0;
  devirt_release(&devirt_dumping);
  devirt_leave();
}

const char *devirt_environment_pattern(const char *preset) {
  if (file_from_api[0])
    return file_from_api;
  if (file_from_environment[0])
    return file_from_environment;
  return preset && preset[0] ? preset : "default.devirtraw";
}
