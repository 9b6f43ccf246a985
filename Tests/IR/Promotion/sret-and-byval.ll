; Arguments with byval and sret keep their attributes on the direct call.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

%pair = type { i64, i64 }

define void @A(ptr sret(%pair) %result, ptr byval(%pair) %argument) noinline {
  ret void
}
define void @caller(ptr %f, ptr %result, ptr %argument) {
  call void %f(ptr sret(%pair) %result, ptr byval(%pair) %argument)
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK:         call void @A(ptr sret(%pair) %result, ptr byval(%pair) %argument)
; CHECK:         call void %f(ptr sret(%pair) %result, ptr byval(%pair) %argument)
; REMARK: - Callee: 'A'
