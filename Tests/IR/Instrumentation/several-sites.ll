; Sites of one block and of several functions each have their own cell, in instruction order.
; RUN: %instrument %s | FileCheck %s

define void @one(ptr %f, ptr %g) {
  call void %f()
  call void %g()
  ret void
}

define void @two(ptr %h) {
  call void %h()
  ret void
}

; CHECK: @__devirt_cells = internal thread_local global [3 x { ptr, i64, i64 }]
; CHECK: @__devirt_module = internal global {{.*}} { i32 1, i32 3,
; CHECK-LABEL: define void @one(
; CHECK:         getelementptr inbounds i8, ptr {{%.*}}, i64 0
; CHECK:         call void %f()
; CHECK:         getelementptr inbounds i8, ptr {{%.*}}, i64 24
; CHECK:         call void %g()
; CHECK-DAG:     @__devirt_record(ptr %f, ptr {{%.*}}, ptr @__devirt_module, i32 0)
; CHECK-DAG:     @__devirt_record(ptr %g, ptr {{%.*}}, ptr @__devirt_module, i32 1)
; CHECK-LABEL: define void @two(
; CHECK:         getelementptr inbounds i8, ptr {{%.*}}, i64 48
; CHECK:         @__devirt_record(ptr %h, ptr {{%.*}}, ptr @__devirt_module, i32 2)
