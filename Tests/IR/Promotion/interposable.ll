; The guard compares with the symbol's address, so a call of whatever the symbol means is right. The
; body seen here may be another: a weak one is never inlined, an ODR one is.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=one site=0 targets=weak:900
; PROFILE: function=two site=0 targets=odr:800

define weak i32 @weak() {
  ret i32 1
}
define linkonce_odr i32 @odr() {
  ret i32 2
}
@keep = global ptr @odr
define i32 @one(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @two(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @one(
; CHECK:         icmp eq ptr %f, @weak
; CHECK:         call i32 @weak()
; CHECK-LABEL: define i32 @two(
; CHECK:         icmp eq ptr %f, @odr
; CHECK-NOT:     call i32 @odr()
; CHECK:         call i32 %f()
; REMARK: - Callee: 'weak'
; REMARK: - Body: 'called: interposable'
; REMARK: - Callee: 'odr'
; REMARK: - Body: 'inlined'
