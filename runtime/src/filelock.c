#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int lock_descriptor = -1;

/* Somebody may hold a lock on the directory for reasons of their own (`flock . make test`) and
 * wait for this very program. */
enum { PATIENCE_MS = 10000, LONGEST_PAUSE_MS = 20 };

/* `path` up to its last slash; "." without one. */
static void directory_of(const char *path, char *directory, size_t size) {
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) : 0;
  if (!slash || length >= size) {
    directory[0] = '.';
    length = 1;
  } else if (length == 0) {
    directory[0] = '/';
    length = 1;
  } else {
    memcpy(directory, path, length);
  }
  directory[length] = 0;
}

static int make_directories(char *directory) {
  struct stat status;
  if (stat(directory, &status) == 0)
    return S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
  for (char *p = directory + 1; *p; ++p) {
    if (*p != '/')
      continue;
    *p = 0;
    mkdir(directory, 0777); /* if it fails for a reason, the last one fails too */
    *p = '/';
  }
  return mkdir(directory, 0777) && errno != EEXIST ? errno : 0;
}

int devirt_file_lock(const char *path) {
  char directory[PATH_MAX];
  if (strlen(path) >= sizeof directory)
    return ENAMETOOLONG;
  directory_of(path, directory, sizeof directory);
  int error = make_directories(directory);
  if (error)
    return error;
  int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DEVIRT_STORE(&lock_descriptor, descriptor);
  if (descriptor < 0)
    return 0; /* writable but not readable: go on without */
  for (int waited = 0, pause = 1;;) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      return 0;
    if (errno == EINTR)
      continue;
    if (errno != EWOULDBLOCK)
      return 0; /* a file system without locks: go on without */
    if (waited >= PATIENCE_MS) {
      devirt_file_unlock();
      return EBUSY;
    }
    struct timespec time = {0, pause * 1000 * 1000};
    nanosleep(&time, NULL);
    waited += pause;
    pause = DEVIRT_MIN(2 * pause, LONGEST_PAUSE_MS);
  }
}

void devirt_file_unlock(void) {
  int descriptor = DEVIRT_LOAD(&lock_descriptor);
  DEVIRT_STORE(&lock_descriptor, -1);
  if (descriptor < 0)
    return;
  /* Not only closed: a child forked meanwhile has the same lock through its own descriptor. */
  flock(descriptor, LOCK_UN);
  close(descriptor);
}

void devirt_file_forked(void) {
  int descriptor = DEVIRT_LOAD(&lock_descriptor);
  DEVIRT_STORE(&lock_descriptor, -1);
  if (descriptor >= 0)
    close(descriptor);
}
