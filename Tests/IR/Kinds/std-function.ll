; std::function is known by the alias type of its invoker, and at -O0 by its operator().
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

define void @inlined(ptr %function) {
  %slot = getelementptr inbounds i8, ptr %function, i64 24
  %invoker = load ptr, ptr %slot, !tbaa !0
  call void %invoker(ptr %function)
  ret void
}
define linkonce_odr void @_ZNKSt8functionIFvvEEclEv(ptr %this) {
  %slot = getelementptr inbounds i8, ptr %this, i64 24
  %invoker = load ptr, ptr %slot
  call void %invoker(ptr %this)
  ret void
}

!0 = !{!1, !2, i64 24}
!1 = !{!"_ZTSSt8functionIFvvEE", !3, i64 0, !2, i64 24}
!2 = !{!"any pointer", !3, i64 0}
!3 = !{!"Simple C++ TBAA"}

; CHECK: "id" : "_ZNKSt8functionIFvvEEclEv#0"
; CHECK-NEXT: "kind" : "std-function"
; CHECK: "id" : "inlined#0"
; CHECK-NEXT: "kind" : "std-function"
