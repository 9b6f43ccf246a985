; Vtables that say nothing: declared only, interposable, not constant, without type information, or
; with the target in another slot. The callee is compared.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=caller site=0 targets=A:1000

@_ZTI = external constant ptr
@_ZTV1A = external constant { [3 x ptr] }
@_ZTV1B = weak constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }
@_ZTV1C = global { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }
@_ZTV1D = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr null, ptr @A] }
@_ZTV1E = constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr @_ZTI, ptr null, ptr @A] }
@Not1F = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }

define i32 @caller(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
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
; CHECK-NOT:     icmp eq ptr %vtable
; CHECK:         icmp eq ptr %f, @A
