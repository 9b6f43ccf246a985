; The alias type "vtable pointer" on the load of the table makes a virtual call, also in a module
; that defines no vtable; another alias type does not.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

define void @tagged(ptr %object) {
  %vtable = load ptr, ptr %object, !tbaa !0
  %slot = getelementptr inbounds i8, ptr %vtable, i64 16
  %f = load ptr, ptr %slot
  call void %f(ptr %object)
  ret void
}
define void @other(ptr %object) {
  %operations = load ptr, ptr %object, !tbaa !3
  %slot = getelementptr inbounds i8, ptr %operations, i64 16
  %f = load ptr, ptr %slot
  call void %f(ptr %object)
  ret void
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}
!3 = !{!4, !4, i64 0}
!4 = !{!"any pointer", !2, i64 0}

; CHECK: "id" : "other#0"
; CHECK-NEXT: "kind" : "function-pointer"
; CHECK: "id" : "tagged#0"
; CHECK-NEXT: "kind" : "virtual"
