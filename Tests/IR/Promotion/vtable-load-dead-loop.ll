; Blocks that are never reached can be each other's only predecessors: the search for a place for the
; callee's load ends nevertheless.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=caller site=0 targets=A:1000

@_ZTI = external constant ptr
@_ZTV1A = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }

define i32 @caller(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  ret i32 0
one:
  br label %two
two:
  br i1 true, label %one, label %dead
dead:
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @A(ptr %o) {
  ret i32 1
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %vtable = load
; CHECK-NEXT:    %f = load
; CHECK:       dead:
; CHECK-NEXT:    icmp eq ptr %vtable
