// Threads: exact totals from four at once, threads alive at exit, 10,000 short ones.
// RUN: %clang %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s
// CHECK: module 1234 processes=1 records=3
// CHECK-NEXT: cell 0 total=4000000 estimated=0
// CHECK-NEXT:   t00 count=2000000 error=0
// CHECK-NEXT:   t01 count=2000000 error=0
// CHECK-NEXT: cell 1 total=3000 estimated=0
// CHECK-NEXT:   t05 count=3000 error=0
// CHECK-NEXT: cell 2 total=20000 estimated=0
// CHECK-NEXT:   t07 count=10000 error=0
// CHECK-NEXT:   t08 count=10000 error=0
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>

#define SITES 3
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static sem_t ready;

static void *busy(void *unused) {
  for (int i = 0; i < 1000000; ++i)
    record(0, &targets[i & 1]);
  return unused;
}

static void *stays(void *unused) {
  for (int i = 0; i < 1000; ++i)
    record(1, &targets[5]);
  sem_post(&ready);
  for (;;)
    pause();
  return unused;
}

static void *brief(void *unused) {
  record(2, &targets[7]);
  record(2, &targets[8]);
  return unused;
}

static long mapped_pages(void) {
  long pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f && fscanf(f, "%ld", &pages) != 1)
    pages = 0;
  if (f)
    fclose(f);
  return pages;
}

int main(void) {
  pthread_t t[4];
  sem_init(&ready, 0, 0);
  for (int i = 0; i < 4; ++i)
    pthread_create(&t[i], NULL, busy, NULL);
  for (int i = 0; i < 4; ++i)
    pthread_join(t[i], NULL);
  for (int i = 0; i < 3; ++i)
    pthread_create(&t[i], NULL, stays, NULL);
  for (int i = 0; i < 3; ++i)
    sem_wait(&ready);
  long before = 0;
  for (int i = 0; i < 2500; ++i) {
    for (int k = 0; k < 4; ++k)
      pthread_create(&t[k], NULL, brief, NULL);
    for (int k = 0; k < 4; ++k)
      pthread_join(t[k], NULL);
    if (i == 100)
      before = mapped_pages();
  }
  if (mapped_pages() > before + 64) {
    printf("short threads leak: %ld pages, then %ld\n", before, mapped_pages());
    return 1;
  }
  return 0; /* three threads are alive */
}
