; A function that asks not to be profiled is not rewritten either.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @quiet(ptr %f) noprofile {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @quiet(
; CHECK-NEXT:    %r = call i32 %f()
; REMARK: Name: Promoted
; REMARK: Name: NoProfileAttribute
; REMARK: Function: 'quiet'
