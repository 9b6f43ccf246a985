/* The entry of the slow path.
 *
 * Instrumented code calls it with `preserve_mostcc`, so that a call that almost never happens does
 * not cost the surrounding code its registers. GCC has no such convention, hence assembly: save
 * what the C function may change, call it, restore. Vector registers are the caller's business.
 */
#include "base.h"

#if defined(__x86_64__) && !defined(__ILP32__)

/* At entry rsp is 8 beyond a multiple of 16; eight pushes and 8 bytes more align it. */
__asm__(".text\n"
        ".p2align 4\n"
        ".globl __devirt_record\n"
        ".hidden __devirt_record\n"
        ".hidden devirt_record_event\n"
        ".type __devirt_record, @function\n"
        "__devirt_record:\n"
        ".cfi_startproc\n"
        "  pushq %rax\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rax, 0\n"
        "  pushq %rcx\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rcx, 0\n"
        "  pushq %rdx\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rdx, 0\n"
        "  pushq %rsi\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rsi, 0\n"
        "  pushq %rdi\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rdi, 0\n"
        "  pushq %r8\n   .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r8, 0\n"
        "  pushq %r9\n   .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r9, 0\n"
        "  pushq %r10\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r10, 0\n"
        "  subq $8, %rsp\n  .cfi_adjust_cfa_offset 8\n"
        "  call devirt_record_event\n"
        "  addq $8, %rsp\n  .cfi_adjust_cfa_offset -8\n"
        "  popq %r10\n   .cfi_adjust_cfa_offset -8\n  .cfi_restore %r10\n"
        "  popq %r9\n    .cfi_adjust_cfa_offset -8\n  .cfi_restore %r9\n"
        "  popq %r8\n    .cfi_adjust_cfa_offset -8\n  .cfi_restore %r8\n"
        "  popq %rdi\n   .cfi_adjust_cfa_offset -8\n  .cfi_restore %rdi\n"
        "  popq %rsi\n   .cfi_adjust_cfa_offset -8\n  .cfi_restore %rsi\n"
        "  popq %rdx\n   .cfi_adjust_cfa_offset -8\n  .cfi_restore %rdx\n"
        "  popq %rcx\n   .cfi_adjust_cfa_offset -8\n  .cfi_restore %rcx\n"
        "  popq %rax\n   .cfi_adjust_cfa_offset -8\n  .cfi_restore %rax\n"
        "  ret\n"
        ".cfi_endproc\n"
        ".size __devirt_record, .-__devirt_record\n");

#elif defined(__aarch64__) && !defined(__ILP32__)

/* x18 is the platform's and no compiler uses it as scratch; `hint #34` is `bti c`. */
__asm__(".text\n"
        ".p2align 4\n"
        ".globl __devirt_record\n"
        ".hidden __devirt_record\n"
        ".hidden devirt_record_event\n"
        ".type __devirt_record, %function\n"
        "__devirt_record:\n"
        ".cfi_startproc\n"
        "  hint #34\n"
        "  stp x29, x30, [sp, #-144]!\n"
        "  .cfi_def_cfa_offset 144\n"
        "  .cfi_offset x29, -144\n"
        "  .cfi_offset x30, -136\n"
        "  mov x29, sp\n"
        "  stp x0, x1, [sp, #16]\n"
        "  stp x2, x3, [sp, #32]\n"
        "  stp x4, x5, [sp, #48]\n"
        "  stp x6, x7, [sp, #64]\n"
        "  stp x8, x9, [sp, #80]\n"
        "  stp x10, x11, [sp, #96]\n"
        "  stp x12, x13, [sp, #112]\n"
        "  stp x14, x15, [sp, #128]\n"
        "  bl devirt_record_event\n"
        "  ldp x0, x1, [sp, #16]\n"
        "  ldp x2, x3, [sp, #32]\n"
        "  ldp x4, x5, [sp, #48]\n"
        "  ldp x6, x7, [sp, #64]\n"
        "  ldp x8, x9, [sp, #80]\n"
        "  ldp x10, x11, [sp, #96]\n"
        "  ldp x12, x13, [sp, #112]\n"
        "  ldp x14, x15, [sp, #128]\n"
        "  ldp x29, x30, [sp], #144\n"
        "  .cfi_restore x29\n"
        "  .cfi_restore x30\n"
        "  .cfi_def_cfa_offset 0\n"
        "  ret\n"
        ".cfi_endproc\n"
        ".size __devirt_record, .-__devirt_record\n");

#elif defined(__clang__)

/* Where clang does not have the convention it would only warn. */
#pragma clang diagnostic error "-Wignored-attributes"
#pragma GCC visibility push(hidden)
void devirt_record_event(const void *value, devirt_cell *cell, devirt_module *module,
                         uint32_t index);

/* Under another C name: abi.h declares the symbol without the convention. */
__attribute__((preserve_most)) void devirt_record_entry(const void *, devirt_cell *,
                                                        devirt_module *,
                                                        uint32_t) __asm__("__devirt_record");

__attribute__((preserve_most)) void devirt_record_entry(const void *value, devirt_cell *cell,
                                                        devirt_module *module, uint32_t index) {
  devirt_record_event(value, cell, module, index);
}
#pragma GCC visibility pop

#else
#error "devirt: no entry of the slow path for this architecture and compiler"
#endif
