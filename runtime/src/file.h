/* The profile file on disk: found, locked, read, replaced as a whole. */
#ifndef DEVIRT_FILE_H
#define DEVIRT_FILE_H

#include "base.h"

#include <limits.h>

/* How the destination must be written. */
typedef enum devirt_file_kind {
  devirt_file_replaced, /* a regular file, or none yet: a new one takes its name */
  devirt_file_stream,   /* a device or a pipe: written to, never replaced */
} devirt_file_kind;

typedef struct devirt_file {
  char path[PATH_MAX];
  devirt_file_kind kind;
  uint32_t mode;           /* permissions of the file that is replaced; 0: none yet */
  const uint8_t *contents; /* of that file; NULL if there is none or it is empty */
  size_t size;
  bool readable; /* false: there is something that cannot be read */
} devirt_file;

typedef struct devirt_bytes {
  const void *bytes;
  size_t size;
} devirt_bytes;

#pragma GCC visibility push(hidden)

/* Makes the directories of `path` and locks the last one against other runtimes. Only one file is
 * locked at a time. Returns 0 or an errno; EBUSY when another holds the lock for too long. */
int devirt_file_lock(const char *path);
void devirt_file_unlock(void);

/* Looks at what is there and reads it. Returns 0 or an errno. */
int devirt_file_read(devirt_file *file, const char *path, devirt_arena *arena);

/* Writes all pieces, whole or not at all. Returns 0 or an errno. */
int devirt_file_write(const devirt_file *file, const devirt_bytes *pieces, size_t count);

/* The child of a fork has a descriptor of its parent's lock. */
void devirt_file_forked(void);

#pragma GCC visibility pop
#endif
