; The callee's load does not move past a store, in its own block or in one between.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=same site=0 targets=A:1000
; PROFILE: function=between site=0 targets=A:1000

@_ZTI = external constant ptr
@_ZTV1A = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }

define i32 @same(ptr %o, ptr %p) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  store ptr null, ptr %p
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @between(ptr %o, ptr %p) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  br label %next
next:
  store ptr null, ptr %p
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @A(ptr %o) {
  ret i32 1
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}

; CHECK-LABEL: define i32 @same(
; CHECK:         %f = load ptr, ptr %vtable
; CHECK-NEXT:    store ptr null
; CHECK:         icmp eq ptr %vtable
; CHECK-LABEL: define i32 @between(
; CHECK:         %f = load ptr, ptr %vtable
; CHECK-NEXT:    br label %next
; CHECK:         store ptr null
; CHECK:         icmp eq ptr %vtable
