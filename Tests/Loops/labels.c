/* Addresses of labels. They differ between versions of a function. */
#include "loops.h"

#include <stddef.h>

static const unsigned char program[] = {0, 1, 2, 0, 1, 1, 3, 2, 0, 4};

/* Labels are used where they are read: the loop can be entered. */
ENTERED(table_of_labels) {
  static const void *const table[] = {&&add, &&mix, &&turn, &&count, &&again};
  long hash = 1, rounds = 0, at = 0;
  goto *table[program[at]];
add:
  hash += tick(at);
  goto *table[program[++at]];
mix:
  hash = mix(hash, tick(rounds));
  goto *table[program[++at]];
turn:
  hash = -hash;
  goto *table[program[++at]];
count:
  ++rounds;
  goto *table[program[++at]];
again:
  if (rounds >= 120)
    return hash;
  at = 0;
  goto *table[program[at]];
}

/* The next label is in a variable while the loop is entered. */
ENTERED(label_in_variable) {
  void *next = &&first;
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    hash = mix(hash, tick(i));
    goto *next;
  first:
    hash += 1;
    next = &&second;
    continue;
  second:
    hash ^= 2;
    next = i % 5 ? &&third : &&first;
    continue;
  third:
    hash -= 3;
    next = &&first;
  }
  return hash;
}

/* As above, and it may be no label yet. */
ENTERED(label_or_null) {
  void *next = NULL;
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    hash = mix(hash, tick(i));
    if (!next)
      next = &&first;
    goto *next;
  first:
    hash += 1;
    next = i % 7 ? &&second : NULL;
    continue;
  second:
    hash ^= 2;
    next = &&first;
  }
  return hash;
}

/* Offsets between labels. */
SOMETIMES(differences_of_labels) {
  static const int table[] = {&&add - &&add, &&mix - &&add, &&end - &&add};
  long hash = 1, i = 0;
  goto *(&&add + table[0]);
add:
  hash += tick(i);
  goto *(&&add + table[1]);
mix:
  hash = mix(hash, tick(i));
  goto *(&&add + table[++i < 200 ? 0 : 2]);
end:
  return hash;
}

/* Direct threading: what one version stores another must not jump to. */
static void *code[16];

APART static long thread(int prepare) {
  static const void *const table[] = {&&add, &&mix, &&turn, &&count, &&again};
  if (prepare) {
    for (size_t i = 0; i < sizeof program; ++i)
      code[i] = (void *)table[program[i]];
    return 0;
  }
  long hash = 1, rounds = 0;
  void **at = code;
  goto **at;
add:
  hash += tick(rounds);
  goto **++at;
mix:
  hash = mix(hash, tick(rounds));
  goto **++at;
turn:
  hash = -hash;
  goto **++at;
count:
  ++rounds;
  goto **++at;
again:
  if (rounds >= 60)
    return hash;
  at = code;
  goto **at;
}

#define RUN hash = mix(hash, thread(tick(0)));
KEPT(direct_threading) {
  long hash = thread(1);
  RUN RUN RUN RUN RUN RUN RUN RUN RUN RUN
  return hash;
}

/* A table that the program changes. */
KEPT(table_changed_by_program) {
  static void *table[2] = {NULL, NULL};
  long hash = 1, i = 0;
  table[0] = &&even;
  table[1] = &&odd;
loop:
  if (i == 300)
    return hash;
  goto *table[tick(i++) % 2];
even:
  hash = mix(hash, i);
  goto loop;
odd:
  hash ^= i;
  goto loop;
}

/* Somebody may keep the label. */
static void *volatile seen;
long keep_label(void *label);
APART long keep_label(void *label) {
  seen = label;
  return label == NULL;
}

KEPT(label_passed_on) {
  long hash = 1;
  for (long i = 0; i < 300; ++i) {
    hash = mix(hash, tick(i) + keep_label(&&here));
    goto *(i % 2 ? &&here : &&there);
  here:
    hash += 1;
  there:
    hash += 2;
  }
  return hash;
}
