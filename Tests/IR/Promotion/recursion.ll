; A function that calls itself, and two that call each other: one level at most, no endless inlining.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=self site=0 targets=self:900
; PROFILE: function=ping site=0 targets=pong:800
; PROFILE: function=pong site=0 targets=ping:700

define i32 @self(ptr %f) {
  %r = call i32 %f(ptr %f)
  ret i32 %r
}
define i32 @ping(ptr %f) {
  %r = call i32 %f(ptr %f)
  ret i32 %r
}
define i32 @pong(ptr %f) {
  %r = call i32 %f(ptr %f)
  ret i32 %r
}

; CHECK-LABEL: define i32 @self(
; CHECK:         icmp eq ptr %f, @self
; CHECK:         call i32 @self(ptr %f)
; CHECK-LABEL: define i32 @ping(
; CHECK:         icmp eq ptr %f, @pong
; CHECK:         icmp eq ptr %f, @ping
; CHECK:         call i32 @ping(ptr %f)
; CHECK-NOT:     icmp
; CHECK-LABEL: define i32 @pong(
; CHECK:         icmp eq ptr %f, @ping
; CHECK:         call i32 @ping(ptr %f)
; REMARK: - Site: 'self#0'
; REMARK: - Body: 'called: recursive'
; REMARK: - Site: 'ping#0'
; REMARK: - Body: 'inlined'
; REMARK: - Site: 'pong#0'
; REMARK: - Body: 'called: recursive'
