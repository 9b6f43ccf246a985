; Two vtables with one implementation: both are compared. Three: the callee is compared instead.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=two site=0 targets=A:1000
; PROFILE: function=three site=0 targets=B:1000

@_ZTI = external constant ptr
@_ZTV1A = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }
@_ZTV2AA = constant { [3 x ptr], [3 x ptr] } {
  [3 x ptr] [ptr null, ptr @_ZTI, ptr null],
  [3 x ptr] [ptr inttoptr (i64 -8 to ptr), ptr @_ZTI, ptr @A] }
@_ZTV1B = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @B] }
@_ZTV2BB = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @B] }
@_ZTV3BBB = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @B] }

define i32 @two(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @three(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @A(ptr %o) {
  ret i32 1
}
define i32 @B(ptr %o) {
  ret i32 2
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}

; CHECK-LABEL: define i32 @two(
; CHECK-DAG:     icmp eq ptr %vtable, getelementptr inbounds (i8, ptr @_ZTV1A, i64 16)
; CHECK-DAG:     icmp eq ptr %vtable, getelementptr inbounds (i8, ptr @_ZTV2AA, i64 40)
; CHECK:         or i1
; CHECK-LABEL: define i32 @three(
; CHECK-NOT:     icmp eq ptr %vtable
; CHECK:         icmp eq ptr %f, @B
