; Positions in a vtable follow the data layout: parts of zero bits take their room, and a slot may be
; any distance away.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=caller site=0 targets=A:1000
; PROFILE: function=farAway site=0 targets=A:1000

@_ZTI = external constant ptr
@_ZTV1A = constant { [3 x ptr], i32, [3 x ptr] } {
  [3 x ptr] zeroinitializer, i32 0, [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }

define i32 @caller(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @farAway(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %slot = getelementptr i8, ptr %vtable, i64 -9223372036854775808
  %f = load ptr, ptr %slot
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
; CHECK:         icmp eq ptr %vtable, getelementptr inbounds (i8, ptr @_ZTV1A, i64 48)
; CHECK-LABEL: define i32 @farAway(
; CHECK:         icmp eq ptr %f, @A
