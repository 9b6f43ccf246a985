; A pointer to member joins its virtual and its direct case in a phi.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

@_ZTV1A = external constant [3 x ptr]

define void @caller(ptr %object, i64 %bits) {
entry:
  %low = and i64 %bits, 1
  %is_virtual = icmp ne i64 %low, 0
  br i1 %is_virtual, label %virtual, label %direct
virtual:
  %vtable = load ptr, ptr %object
  %offset = sub i64 %bits, 1
  %slot = getelementptr i8, ptr %vtable, i64 %offset
  %loaded = load ptr, ptr %slot
  br label %join
direct:
  %converted = inttoptr i64 %bits to ptr
  br label %join
join:
  %f = phi ptr [ %loaded, %virtual ], [ %converted, %direct ]
  call void %f(ptr %object)
  ret void
}
; A phi of two functions loaded elsewhere is no pointer to member.
define void @two(ptr %a, ptr %b, i1 %c) {
entry:
  br i1 %c, label %first, label %join
first:
  br label %join
join:
  %f = phi ptr [ %a, %first ], [ %b, %entry ]
  call void %f()
  ret void
}

; CHECK: "id" : "caller#0"
; CHECK-NEXT: "kind" : "member-pointer"
; CHECK: "id" : "two#0"
; CHECK-NEXT: "kind" : "function-pointer"
