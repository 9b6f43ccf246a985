; noinline and optnone callees, and callees of an optnone caller, are called directly, not inlined.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=one site=0 targets=noinline:900
; PROFILE: function=two site=0 targets=optnone:800
; PROFILE: function=three site=0 targets=plain:700

define i32 @noinline() noinline {
  ret i32 1
}
define i32 @optnone() noinline optnone {
  ret i32 2
}
define i32 @plain() {
  ret i32 3
}
define i32 @one(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @two(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @three(ptr %f) noinline optnone {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @one(
; CHECK:         call i32 @noinline()
; CHECK-LABEL: define i32 @two(
; CHECK:         call i32 @optnone()
; CHECK-LABEL: define i32 @three(
; CHECK:         call i32 @plain()
; REMARK: - Callee: 'noinline'
; REMARK: - Body: 'called: noinline function attribute'
; REMARK: - Callee: 'optnone'
; REMARK: - Body: 'called:
; REMARK: - Callee: 'plain'
; REMARK: - Body: 'called:
