; A variadic target of a variadic call is called with the same function type, and not inlined (it
; reads its arguments).
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define i32 @A(ptr %format, ...) {
  %list = alloca [3 x i64]
  call void @llvm.va_start.p0(ptr %list)
  ret i32 1
}
define i32 @caller(ptr %f, ptr %format) {
  %r = call i32 (ptr, ...) %f(ptr %format, i32 1, i64 2)
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         call i32 (ptr, ...) @A(ptr %format, i32 1, i64 2)
; CHECK:         call i32 (ptr, ...) %f(ptr %format, i32 1, i64 2)
; REMARK: - Callee: 'A'
; REMARK: - Body: 'called: {{.*}}varargs
