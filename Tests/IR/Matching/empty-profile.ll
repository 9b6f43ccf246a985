; A profile of a module without sites, and one without calls: nothing to do, no error.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err

define void @caller(ptr %f) {
  call void %f()
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK-NEXT:    call void %f()
; TALK: 1 call site, 0 executed, 0 calls in 1 run
; TALK: refused: 1 NotExecuted
