// The slow path keeps every general-purpose register but r11, and the stack aligned below it.
// REQUIRES: x86_64
// RUN: %clang %s %rt -o %t && env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %clang %s %rt -flto -fuse-ld=lld -o %t.lto && env DEVIRT_PROFILE_FILE=%t.raw %t.lto
#include <stdio.h>

#include "recorder.h"

static int check(const void *value) {
  uint64_t before[15], after[15];
  for (int i = 0; i < 15; ++i)
    before[i] = UINT64_C(0x1111111111111111) * (uint64_t)(i + 1);
  before[3] = (uintptr_t)value;
  before[4] = (uintptr_t)&recorder_cells[0];
  before[5] = (uintptr_t)&recorder_module;
  before[6] = 0;
  struct {
    uint64_t *before, *after;
  } args = {before, after};
  /* rdi rsi rdx rcx are the arguments; rax rbx rbp r8..r10 r12..r15 are anything. */
  __asm__ volatile("subq $256, %%rsp\n" /* past the red zone */
                   "pushq %%rbp\n pushq %%rbx\n pushq %[args]\n"
                   "movq (%[args]), %%r11\n"
                   "movq 0(%%r11), %%rax\n movq 8(%%r11), %%rbx\n movq 16(%%r11), %%rbp\n"
                   "movq 24(%%r11), %%rdi\n movq 32(%%r11), %%rsi\n movq 40(%%r11), %%rdx\n"
                   "movq 48(%%r11), %%rcx\n movq 56(%%r11), %%r8\n movq 64(%%r11), %%r9\n"
                   "movq 72(%%r11), %%r10\n movq 80(%%r11), %%r12\n movq 88(%%r11), %%r13\n"
                   "movq 96(%%r11), %%r14\n movq 104(%%r11), %%r15\n"
                   "movq %%rsp, %%r11\n andq $-16, %%rsp\n pushq %%r11\n pushq %%r11\n"
                   "callq __devirt_record\n"
                   "popq %%r11\n movq %%r11, %%rsp\n"
                   "movq (%%rsp), %%r11\n movq 8(%%r11), %%r11\n"
                   "movq %%rax, 0(%%r11)\n movq %%rbx, 8(%%r11)\n movq %%rbp, 16(%%r11)\n"
                   "movq %%rdi, 24(%%r11)\n movq %%rsi, 32(%%r11)\n movq %%rdx, 40(%%r11)\n"
                   "movq %%rcx, 48(%%r11)\n movq %%r8, 56(%%r11)\n movq %%r9, 64(%%r11)\n"
                   "movq %%r10, 72(%%r11)\n movq %%r12, 80(%%r11)\n movq %%r13, 88(%%r11)\n"
                   "movq %%r14, 96(%%r11)\n movq %%r15, 104(%%r11)\n"
                   "popq %%r11\n popq %%rbx\n popq %%rbp\n addq $256, %%rsp\n"
                   :
                   : [args] "r"(&args)
                   : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
                     "r14", "r15", "memory", "cc");
  for (int i = 0; i < 14; ++i)
    if (before[i] != after[i]) {
      printf("register %d: %llx became %llx\n", i, (unsigned long long)before[i],
             (unsigned long long)after[i]);
      return 1;
    }
  return 0;
}

int main(void) {
  int bad = 0;
  for (int i = 0; i < 10000; ++i) /* claim, miss, eviction, window's end */
    bad |= check(&targets[i * 7 % 64]);
  return bad;
}
