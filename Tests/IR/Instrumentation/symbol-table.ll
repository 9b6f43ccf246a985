; The table of names holds functions whose address is taken, declared ones too, and no others: an
; entry would keep a function alive or stop the optimizer from changing it. `llvm.used` alone does
; not take an address. Local functions carry their file.
; RUN: %instrument %s | FileCheck %s

source_filename = "dir/file.c"

@table = global [3 x ptr] [ptr @taken, ptr @local, ptr @declared]
@llvm.used = appending global [1 x ptr] [ptr @only_used], section "llvm.metadata"

define void @taken() {
  ret void
}
define internal void @local() {
  ret void
}
define void @only_called() {
  ret void
}
define internal void @only_used() {
  ret void
}
declare void @declared()

define void @caller(ptr %f) {
  call void %f()
  call void @only_called()
  ret void
}

; CHECK: @__devirt_symbols = internal constant [3 x { ptr, i32, i32 }] [{ ptr, i32, i32 } { ptr @taken, i32 0, i32 0 }, { ptr, i32, i32 } { ptr @local, i32 0, i32 6 }, { ptr, i32, i32 } { ptr @declared, i32 0, i32 23 }]
; CHECK: @__devirt_names = internal constant [32 x i8] c"taken\00dir/file.c;local\00declared\00"
; CHECK: @__devirt_module = internal global {{.*}}, ptr @__devirt_symbols, i64 3, ptr @__devirt_names,
