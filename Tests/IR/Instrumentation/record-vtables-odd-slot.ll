; A slot that the runtime's 32 bits cannot hold, or before the vtable pointer: the callee is recorded.
; RUN: %instrument %s --record vtables 2>/dev/null | FileCheck %s

; CHECK: @__devirt_slots = internal constant [3 x i32] [i32 16, i32 -1, i32 -1]
; CHECK: icmp eq ptr %vtable, %devirt.target
; CHECK: icmp eq ptr %g, %devirt.target
; CHECK: icmp eq ptr %h, %devirt.target

define void @caller(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %near = getelementptr i8, ptr %vtable, i64 16
  %f = load ptr, ptr %near
  call void %f(ptr %o)
  %far = getelementptr i8, ptr %vtable, i64 4294967304
  %g = load ptr, ptr %far
  call void %g(ptr %o)
  %before = getelementptr i8, ptr %vtable, i64 -8
  %h = load ptr, ptr %before
  call void %h(ptr %o)
  ret void
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}
