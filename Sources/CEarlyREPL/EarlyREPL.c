#include "CEarlyREPL.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static void become(int count, char **arguments, char **environment) {
  static const char *const places[] = {"devirt-repl", "../lib/devirt/devirt-repl"};
  int help = count == 3 && strcmp(arguments[1], "help") == 0;
  if (count < 2 || strcmp(arguments[1 + help], DEVIRT_REPL_VERB) != 0)
    return;
  char path[PATH_MAX + 64];
  ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
  if (length <= 0)
    return;
  while (length > 0 && path[length - 1] != '/')
    --length;
  char *first = arguments[1], *second = arguments[2];
  arguments[1] = "devirt repl";
  if (help)
    arguments[2] = "--help";
  for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); ++i) {
    strcpy(path + length, places[i]);
    execve(path, arguments + 1, environment);
  }
  arguments[1] = first;
  arguments[2] = second;
}

// Runs before the initializers of shared libraries.
__attribute__((section(".preinit_array"), used)) static void (*const early)(int, char **, char **) =
    become;
