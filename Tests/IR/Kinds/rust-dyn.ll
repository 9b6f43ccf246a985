; rustc marks the load from a trait object's vtable as invariant and not null; one mark alone says
; nothing.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

define void @dyn(ptr %data, ptr %vtable) {
  %slot = getelementptr inbounds i8, ptr %vtable, i64 24
  %f = load ptr, ptr %slot, !invariant.load !0, !nonnull !0
  call void %f(ptr %data)
  ret void
}
define void @invariant_only(ptr %data, ptr %vtable) {
  %f = load ptr, ptr %vtable, !invariant.load !0
  call void %f(ptr %data)
  ret void
}

!0 = !{}

; CHECK: "id" : "dyn#0"
; CHECK-NEXT: "kind" : "rust-dyn"
; CHECK: "id" : "invariant_only#0"
; CHECK-NEXT: "kind" : "function-pointer"
