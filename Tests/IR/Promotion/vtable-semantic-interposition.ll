; Where another library's definitions may take the place of ours, a vtable's contents are not known,
; unless it is local to this one.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=replaceable site=0 targets=A:1000
; PROFILE: function=local site=0 targets=B:1000

@_ZTI = external constant ptr
@_ZTV1A = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @A] }
@_ZTV1B = dso_local constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI, ptr @B] }

define i32 @replaceable(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %f = load ptr, ptr %vtable
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @local(ptr %o) {
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

!llvm.module.flags = !{!3}
!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}
!3 = !{i32 1, !"SemanticInterposition", i32 1}

; CHECK-LABEL: define i32 @replaceable(
; CHECK-NOT:     icmp eq ptr %vtable
; CHECK:         icmp eq ptr %f, @A
; CHECK-LABEL: define i32 @local(
; CHECK:         icmp eq ptr %vtable, getelementptr inbounds (i8, ptr @_ZTV1B, i64 16)
