; A module without call sites still registers, with an empty table: its functions are targets of
; other modules.
; RUN: %instrument %s | FileCheck %s

@table = global ptr @f

define void @f() {
  ret void
}

; CHECK-NOT: @__devirt_cells
; CHECK: @__devirt_metadata = internal constant [8 x i8] zeroinitializer
; CHECK: @__devirt_symbols = internal constant [1 x
; CHECK: @__devirt_module = internal global {{.*}} { i32 1, i32 0, i64 {{.*}}, ptr @__devirt_metadata, i64 8, ptr @__devirt_symbols, i64 1,
; CHECK: { i32 0, ptr @__devirt_construct, ptr null }
; CHECK-NOT: call {{.*}}@__devirt_record
