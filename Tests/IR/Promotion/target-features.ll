; A body that needs more than its caller's processor is called, not inlined, even if it asks to be.
; REQUIRES: x86-registered-target
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=one site=0 targets=plain:900
; PROFILE: function=two site=0 targets=always:800

target triple = "x86_64-unknown-linux-gnu"

define i32 @plain() "target-features"="+avx2" {
  ret i32 1
}
define i32 @always() alwaysinline "target-features"="+avx2" {
  ret i32 2
}
define i32 @one(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @two(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @one(
; CHECK:         call i32 @plain()
; CHECK-LABEL: define i32 @two(
; CHECK:         call i32 @always() #[[NOINLINE:[0-9]+]]
; CHECK: attributes #[[NOINLINE]] = { noinline }
; REMARK: - Callee: 'plain'
; REMARK: - Body: 'called: conflicting attributes'
; REMARK: - Callee: 'always'
; REMARK: - Body: 'called: conflicting attributes'
