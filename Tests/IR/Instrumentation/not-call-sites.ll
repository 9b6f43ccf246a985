; Direct calls, intrinsics, inline assembly, aliases and ifuncs are no indirect calls.
; RUN: %instrument %s 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err

target triple = "x86_64-unknown-linux-gnu"

@alias = alias void (), ptr @direct
@resolved = ifunc void (), ptr @resolver

define void @direct() {
  ret void
}
define internal ptr @resolver() {
  ret ptr @direct
}
define void @caller(i64 %n) {
  call void @direct()
  call void @alias()
  call void @resolved()
  call void asm sideeffect "nop", ""()
  %p = call i64 @llvm.ctpop.i64(i64 %n)
  ret void
}

; CHECK-NOT: @__devirt_cells
; CHECK-LABEL: define void @caller(
; CHECK-NOT:     threadlocal.address
; TALK: recording 0 call sites in 0 functions{{$}}
