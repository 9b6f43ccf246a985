#include "environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What %`letter` stands for, or NULL: then it stays as it is. */
static const char *replacement(char letter, uint64_t signature, char *buffer, size_t size) {
  switch (letter) {
  case '%':
    return "%";
  case 'p':
    snprintf(buffer, size, "%ld", (long)getpid());
    return buffer;
  case 'm':
    snprintf(buffer, size, "%016llx", (unsigned long long)signature);
    return buffer;
  case 'h':
    if (gethostname(buffer, size))
      return "localhost";
    buffer[size - 1] = 0;
    return buffer;
  case 't': {
    const char *directory = secure_getenv("TMPDIR");
    return directory && directory[0] ? directory : "/tmp";
  }
  default:
    return NULL;
  }
}

bool devirt_pattern_expand(const char *pattern, uint64_t signature, char *path, size_t size) {
  size_t length = 0;
  for (const char *p = pattern; *p; ++p) {
    char buffer[256], same[2] = {*p, 0};
    const char *text = NULL;
    if (*p == '%')
      text = replacement(p[1], signature, buffer, sizeof buffer);
    if (text)
      ++p;
    else
      text = same;
    size_t add = strlen(text);
    if (add >= size - length)
      return false;
    memcpy(path + length, text, add);
    length += add;
  }
  path[length] = 0;
  return length > 0;
}
