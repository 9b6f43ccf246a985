; The profile has the site, but nothing was recorded there: not the same as never executed.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000
; PROFILE: function=fresh site=0 recorded=0

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @fresh(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @fresh(
; CHECK-NEXT:    %r = call i32 %f()
; REMARK: Name: Promoted
; REMARK: Name: NotRecorded
; REMARK: Function: 'fresh'
