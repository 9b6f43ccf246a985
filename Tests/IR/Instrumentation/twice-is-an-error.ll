; RUN: rm -f %t.bc %t.twice.ll
; RUN: %devirt instrument %s -S -o %t.ll
; RUN: not %devirt instrument %t.ll -S -o %t.twice.ll 2>&1 | FileCheck -DFILE=%t.ll %s
; RUN: not ls %t.twice.ll
; The exit code is 1, not a crash and not a usage error.
; RUN: sh -c '%devirt instrument %t.ll -o %t.bc 2>/dev/null; test $? -eq 1'

define void @caller(ptr %f) {
  call void %f()
  ret void
}

; CHECK: devirt: error: [[FILE]]: already instrumented; give the original file
