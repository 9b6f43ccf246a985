; A fixed target of a variadic call with more arguments, and a variadic target of a fixed call.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=variadic site=0 targets=fixed:1000

define i32 @fixed(i32 %x) {
  ret i32 %x
}
define i32 @variadic(ptr %f) {
  %r = call i32 (i32, ...) %f(i32 1, i32 2)
  ret i32 %r
}

; CHECK-LABEL: define i32 @variadic(
; CHECK-NEXT:    %r = call i32 (i32, ...) %f(i32 1, i32 2)
; REMARK: Name: TypeMismatch
