#include "file.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int devirt_file_read(devirt_file *file, const char *path, devirt_arena *arena) {
  file->kind = devirt_file_replaced;
  file->contents = NULL;
  file->size = 0;
  file->mode = 0;
  file->readable = true;
  size_t length = strlen(path);
  if (length >= sizeof file->path)
    return ENAMETOOLONG;
  memcpy(file->path, path, length + 1);
  struct stat status;
  /* Through a symbolic link the file it names is replaced, and not the link. */
  if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode) && stat(path, &status) == 0 &&
      S_ISREG(status.st_mode) && !realpath(path, file->path))
    return errno;
  if (stat(file->path, &status))
    return errno == ENOENT ? 0 : errno;
  if (S_ISDIR(status.st_mode))
    return EISDIR;
  if (!S_ISREG(status.st_mode)) {
    file->kind = devirt_file_stream;
    return 0;
  }
  file->mode = status.st_mode & 0777;
  int descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    file->readable = false;
    return 0;
  }
  size_t size = (size_t)status.st_size, done = 0;
  uint8_t *bytes = devirt_arena_alloc(arena, size + 1);
  int error = bytes ? 0 : ENOMEM;
  while (!error && done < size) {
    ssize_t got = read(descriptor, bytes + done, size - done);
    if (got > 0)
      done += (size_t)got;
    else if (got == 0)
      break;
    else if (errno != EINTR)
      error = errno;
  }
  close(descriptor);
  file->contents = done ? bytes : NULL;
  file->size = done;
  return error;
}

static int write_all(int descriptor, const devirt_bytes *pieces, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const char *bytes = pieces[i].bytes;
    size_t left = pieces[i].size;
    while (left) {
      ssize_t put = write(descriptor, bytes, left);
      if (put < 0 && errno == EINTR)
        continue;
      if (put <= 0)
        return put < 0 ? errno : EIO;
      bytes += put;
      left -= (size_t)put;
    }
  }
  return 0;
}

static int write_stream(const devirt_file *file, const devirt_bytes *pieces, size_t count) {
  /* Without a reader a fifo would block here for ever; so it fails with ENXIO. */
  int descriptor = open(file->path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0)
    return errno;
  int flags = fcntl(descriptor, F_GETFL);
  if (flags != -1)
    fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
  int error = write_all(descriptor, pieces, count);
  if (close(descriptor) && !error)
    error = errno;
  return error;
}

/* A new file beside the profile, under a name that no other process has. */
static int open_temporary(const char *path, char *temporary, size_t size) {
  static unsigned serial;
  const char *slash = strrchr(path, '/');
  int directory = slash ? (int)(slash - path) + 1 : 0;
  for (int tries = 0; tries < 1000; ++tries) {
    int length = snprintf(temporary, size, "%.*s.devirt-%ld-%u.tmp", directory, path,
                          (long)getpid(), serial++);
    if (length < 0 || (size_t)length >= size) {
      errno = ENAMETOOLONG;
      return -1;
    }
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST)
      return descriptor;
  }
  return -1;
}

static int replace(const devirt_file *file, const devirt_bytes *pieces, size_t count) {
  char temporary[PATH_MAX];
  int descriptor = open_temporary(file->path, temporary, sizeof temporary);
  if (descriptor < 0)
    return errno;
  int error = write_all(descriptor, pieces, count);
  if (!error && file->mode && fchmod(descriptor, file->mode))
    error = 0; /* somebody else's file system may not have permissions */
  if (close(descriptor) && !error)
    error = errno;
  if (!error && rename(temporary, file->path))
    error = errno;
  if (error)
    unlink(temporary);
  return error;
}

int devirt_file_write(const devirt_file *file, const devirt_bytes *pieces, size_t count) {
  devirt_signals signals;
  devirt_signals_hold(&signals);
  int error = file->kind == devirt_file_stream ? write_stream(file, pieces, count)
                                               : replace(file, pieces, count);
  devirt_signals_release(&signals, error);
  return error;
}
