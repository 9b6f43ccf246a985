; A target with other parameters or another result does not fit; a pointer for an integer of its size
; does, with a cast.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=count site=0 targets=two:900
; PROFILE: function=result site=0 targets=returns_float:800
; PROFILE: function=cast site=0 targets=takes_pointer:700

define i32 @two(i32 %a, i32 %b) {
  ret i32 1
}
define float @returns_float() {
  ret float 1.0
}
define i32 @takes_pointer(ptr %p) noinline {
  ret i32 1
}
define i32 @count(ptr %f) {
  %r = call i32 %f(i32 1)
  ret i32 %r
}
define ptr @result(ptr %f) {
  %r = call ptr %f()
  ret ptr %r
}
define i32 @cast(ptr %f, i64 %x) {
  %r = call i32 %f(i64 %x)
  ret i32 %r
}

; CHECK-LABEL: define i32 @count(
; CHECK-NEXT:    %r = call i32 %f(i32 1)
; CHECK-LABEL: define ptr @result(
; CHECK-NEXT:    %r = call ptr %f()
; CHECK-LABEL: define i32 @cast(
; CHECK:         [[P:%.*]] = inttoptr i64 %x to ptr
; CHECK:         call i32 @takes_pointer(ptr [[P]])
; REMARK: Name: TypeMismatch
; REMARK: Function: 'count'
; REMARK: - Reason: 'the target does not fit the call: The number of arguments mismatch'
; REMARK: Name: TypeMismatch
; REMARK: Function: 'result'
; REMARK: - Reason: 'the target does not fit the call: Return type mismatch'
; REMARK: Name: Promoted
; REMARK: Function: 'cast'
