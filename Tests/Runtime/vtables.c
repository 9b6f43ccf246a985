// Sites that record vtables: the function comes from the slot, the vtable stays in the entry.
// RUN: %clang -rdynamic %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s
// CHECK: cell 0 total=10
// CHECK-NEXT:   Circle::area vtable=_ZTV6Circle+16 count=10 error=0
// CHECK-NEXT: cell 1 total=17
// CHECK-NEXT:   Circle::draw vtable=_ZTV6Circle+16 count=6 error=0
// CHECK-NEXT:   Circle::draw vtable=_ZTV6Square+16 count=5 error=0
// A vtable that only the dynamic linker knows, and a pointer that nobody does.
// CHECK-NEXT:   exported_function vtable=exported_vtable+8 count=4 error=0
// CHECK-NEXT:   ? count=2 error=0
// Two addresses of one name, and the null pointer that no call survives.
// CHECK-NEXT: cell 2 total=7
// CHECK-NEXT:   twice count=7 error=0
#include <sys/mman.h>

#define SITES 3
#define SLOTS {0, 8, -1}
#define RECORDER_SYMBOLS name_them
#include "recorder.h"

static void area(void) {}
static void draw(void) { __asm__ volatile(""); }
static void one(void) { __asm__ volatile("nop"); }
static void two(void) { __asm__ volatile("nop; nop"); }
void exported_function(void) { __asm__ volatile("nop; nop; nop"); }

typedef void (*function)(void);
static const function circle[] = {0, 0, area, draw}, square[] = {0, 0, area, draw};
const function exported_vtable[] = {0, 0, exported_function};

static void name_them(void) {
  recorder_symbol((const void *)area, 0, "Circle::area");
  recorder_symbol((const void *)draw, 0, "Circle::draw");
  recorder_symbol((const void *)one, 0, "twice");
  recorder_symbol((const void *)two, 0, "twice");
  recorder_symbol(circle, sizeof circle, "_ZTV6Circle");
  recorder_symbol(square, sizeof square, "_ZTV6Square");
  recorder_symbol(0, 0, "weak_and_undefined");
}

int main(void) {
  char *page = mmap(0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 10; ++i)
    record(0, circle + 2);
  for (int i = 0; i < 6; ++i)
    record(1, circle + 2);
  for (int i = 0; i < 5; ++i)
    record(1, square + 2);
  for (int i = 0; i < 4; ++i)
    record(1, exported_vtable + 1);
  for (int i = 0; i < 2; ++i)
    record(1, page);
  for (int i = 0; i < 7; ++i)
    record(2, (const void *)(i & 1 ? one : two));
}
