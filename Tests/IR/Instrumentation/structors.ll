; The module registers itself before the program's first constructor and after its last destructor:
; priority 0 at both ends, next to what the module has already.
; RUN: %instrument %s | FileCheck %s

@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 65535, ptr @init, ptr null }]

define internal void @init() {
  ret void
}
define void @caller(ptr %f) {
  call void %f()
  ret void
}

; CHECK: @llvm.global_ctors = appending global [2 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 65535, ptr @init, ptr null }, { i32, ptr, ptr } { i32 0, ptr @__devirt_construct, ptr null }]
; CHECK: @llvm.global_dtors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 0, ptr @__devirt_destroy, ptr null }]
; CHECK: define internal void @__devirt_construct() #[[ATTRIBUTES:[0-9]+]] {
; CHECK:   call void @__devirt_register(ptr @__devirt_module)
; CHECK: define internal void @__devirt_destroy() #[[ATTRIBUTES]] {
; CHECK:   call void @__devirt_unregister(ptr @__devirt_module)
; CHECK: attributes #[[ATTRIBUTES]] = { noinline nounwind }
