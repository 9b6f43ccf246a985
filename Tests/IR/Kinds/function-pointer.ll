; A function passed in, loaded from a table, or from a structure two loads away: the shape of a
; virtual call alone does not make one.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

@table = global [2 x ptr] zeroinitializer

define void @passed(ptr %f) {
  call void %f()
  ret void
}
define void @from_table(i64 %i) {
  %slot = getelementptr ptr, ptr @table, i64 %i
  %f = load ptr, ptr %slot
  call void %f()
  ret void
}
define void @operations(ptr %object) {
  %operations = load ptr, ptr %object
  %slot = getelementptr i8, ptr %operations, i64 16
  %f = load ptr, ptr %slot
  call void %f(ptr %object)
  ret void
}

; CHECK: "id" : "from_table#0"
; CHECK-NEXT: "kind" : "function-pointer"
; CHECK: "id" : "operations#0"
; CHECK-NEXT: "kind" : "function-pointer"
; CHECK: "id" : "passed#0"
; CHECK-NEXT: "kind" : "function-pointer"
