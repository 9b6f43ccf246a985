; A musttail call must be followed by its return: it cannot be put behind a guard.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define i32 @A(ptr %f) {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = musttail call i32 %f(ptr %f)
  ret i32 %r
}

; CHECK-LABEL: define {{.*}}@caller(
; CHECK-NOT:     icmp
; CHECK:         %r = musttail call i32 %f(ptr %f)
; CHECK-NEXT:    ret i32 %r
; REMARK: --- !Missed
; REMARK: Name: MustTail
; REMARK: Function: 'caller'
; REMARK: Hotness: 1000
; REMARK: - Reason: 'a musttail call must stay the last thing its function does'
