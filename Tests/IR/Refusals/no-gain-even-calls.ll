; Four targets that can only be called, a quarter each: the comparisons would eat the gain. One with
; nearly all calls is worth its guard.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:250,B:250,C:250,D:250
; PROFILE: function=dominant site=0 targets=A:900,B:50

define i32 @A() noinline {
  ret i32 1
}
define i32 @B() noinline {
  ret i32 2
}
define i32 @C() noinline {
  ret i32 3
}
define i32 @D() noinline {
  ret i32 4
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @dominant(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %r = call i32 %f()
; CHECK-LABEL: define i32 @dominant(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         call i32 %f()
; REMARK: Name: NoGain
; REMARK: Function: 'caller'
; REMARK: - Reason: 'guards would cost more than they save'
; REMARK: Name: Promoted
; REMARK: Function: 'dominant'
