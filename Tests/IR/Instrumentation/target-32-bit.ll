; Recorders have the layouts of 64-bit targets: others are refused, and nothing is written.
; RUN: rm -f %t.bc
; RUN: not %devirt instrument %s -o %t.bc 2>&1 | FileCheck %s
; RUN: test ! -e %t.bc

; CHECK: error: {{.*}}target-32-bit.ll: target 'i386-pc-linux-gnu' does not have pointers of 64 bits
; CHECK-SAME: compile for a 64-bit target

target datalayout = "e-m:e-p:32:32-i128:128-f64:32:64-f80:32-n8:16:32-S128"
target triple = "i386-pc-linux-gnu"

define void @caller(ptr %f) {
  call void %f()
  ret void
}
