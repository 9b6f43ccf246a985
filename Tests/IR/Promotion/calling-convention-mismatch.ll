; A direct call with another convention than its function's is undefined in LLVM, even where the
; indirect call works on the machine (preserve_most called as C): refused, never made unreachable.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define preserve_mostcc i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %r = call i32 %f()
; REMARK: --- !Missed
; REMARK: Name: TypeMismatch
; REMARK: Function: 'caller'
; REMARK: the calling conventions differ
