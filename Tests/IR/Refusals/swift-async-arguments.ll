; LLVM does not pass the seventh argument of such a call: neither with nor without guards is there a
; correct program to be had.
; RUN: not %devirt instrument %s -o %t.bc 2>&1 | FileCheck %s

; CHECK: error: {{.*}}swift-async-arguments.ll: calls an async function with arguments on the stack, which LLVM 22 compiles wrongly; leave this file to its own compiler

target triple = "x86_64-unknown-linux-gnu"

define swifttailcc void @caller(ptr %f, ptr swiftasync %context) {
  musttail call swifttailcc void %f(i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, ptr swiftasync %context)
  ret void
}
