; Nothing to inline, and the guard alone would not pay: the body is elsewhere.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

declare i32 @A()
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define {{.*}}@caller(
; CHECK-NOT:     icmp
; CHECK:         %r = call i32 %f()
; REMARK: --- !Missed
; REMARK: Name: TargetNotDefined
; REMARK: Function: 'caller'
; REMARK: Hotness: 1000
; REMARK: - Reason: 'the body of A is not in this module'
