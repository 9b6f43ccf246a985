; The same types, but one side passes by value: the callee would look for its argument elsewhere.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define void @A(ptr byval(i64) %p) {
  ret void
}
define void @caller(ptr %f, ptr %p) {
  call void %f(ptr %p)
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK-NEXT:    call void %f(ptr %p)
; REMARK: Name: TypeMismatch
; REMARK: Function: 'caller'
