; setjmp and the like.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f() returns_twice
  ret i32 %r
}

; CHECK-LABEL: define {{.*}}@caller(
; CHECK-NOT:     icmp
; CHECK:         %r = call i32 %f()
; REMARK: --- !Missed
; REMARK: Name: ReturnsTwice
; REMARK: Function: 'caller'
; REMARK: Hotness: 1000
; REMARK: - Reason: 'the call may return twice'
