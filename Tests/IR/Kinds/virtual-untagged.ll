; Without alias tags (-O0) a call is virtual if the object whose first word is the table is passed
; too, first or behind a result slot, in a module with vtables.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

@_ZTV1A = external constant [3 x ptr]

define void @self_first(ptr %object) {
  %vtable = load ptr, ptr %object
  %f = load ptr, ptr %vtable
  call void %f(ptr %object)
  ret void
}
define void @behind_sret(ptr %object, ptr %result) {
  %vtable = load ptr, ptr %object
  %f = load ptr, ptr %vtable
  call void %f(ptr sret(i64) %result, ptr %object)
  ret void
}
define void @not_passed(ptr %object) {
  %table = load ptr, ptr %object
  %f = load ptr, ptr %table
  call void %f()
  ret void
}

; CHECK: "id" : "behind_sret#0"
; CHECK-NEXT: "kind" : "virtual"
; CHECK: "id" : "not_passed#0"
; CHECK-NEXT: "kind" : "function-pointer"
; CHECK: "id" : "self_first#0"
; CHECK-NEXT: "kind" : "virtual"
