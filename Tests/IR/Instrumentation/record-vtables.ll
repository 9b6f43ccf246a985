; --record vtables: a virtual call records the vtable pointer, with the slot's offset and the vtables
; in the tables; other calls still record the function (slot -1).
; RUN: %instrument %s --record vtables | FileCheck %s
; RUN: %instrument %s | FileCheck --check-prefix=FUNCTIONS %s

@_ZTV1A = constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr null, ptr @f, ptr @g] }

define void @f(ptr %this) {
  ret void
}
define void @g(ptr %this) {
  ret void
}
define void @caller(ptr %object, ptr %p) {
  %vtable = load ptr, ptr %object, !tbaa !0
  %slot = getelementptr inbounds i8, ptr %vtable, i64 8
  %callee = load ptr, ptr %slot
  call void %callee(ptr %object)
  call void %p(ptr %object)
  ret void
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}

; CHECK-DAG: @__devirt_slots = internal constant [2 x i32] [i32 8, i32 -1]
; CHECK-DAG: @__devirt_symbols = {{.*}}{ ptr @_ZTV1A, i32 32, i32 {{[0-9]+}} }
; CHECK-DAG: @__devirt_names = {{.*}}_ZTV1A\00
; CHECK-LABEL: define void @caller(
; CHECK:         icmp eq ptr %vtable,
; CHECK:         icmp eq ptr %p,
; CHECK:         @__devirt_record(ptr %vtable,
; CHECK:         @__devirt_record(ptr %p,

; FUNCTIONS-NOT: @__devirt_slots
; FUNCTIONS-NOT: _ZTV1A, i32
; FUNCTIONS-LABEL: define void @caller(
; FUNCTIONS:         icmp eq ptr %callee,
