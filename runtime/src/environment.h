/* What the user asked for: mode and profile file. API over environment over module. */
#ifndef DEVIRT_ENVIRONMENT_H
#define DEVIRT_ENVIRONMENT_H

#include "base.h"

#pragma GCC visibility push(hidden)

/* Reads DEVIRT_MODE and DEVIRT_PROFILE_FILE, once and early: programs change their environment. */
void devirt_environment_read(void);

/* The mode of a module that was instrumented for `preset`. Under the registry lock. */
uint32_t devirt_environment_mode(uint32_t preset);

/* The pattern for a module's profile file. Under the dump lock. */
const char *devirt_environment_pattern(const char *preset);

/* Expands `pattern` into `path`; false if it does not fit. */
bool devirt_pattern_expand(const char *pattern, uint64_t signature, char *path, size_t size);

#pragma GCC visibility pop
#endif
