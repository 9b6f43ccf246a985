; Functions that nothing may be added to keep their bodies, are listed with the reason, and their
; sites stay in the site table without a cell.
; RUN: %instrument %s -v 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK --implicit-check-not='not recorded' %s < %t.err
; RUN: %devirt instrument %s -o %t.bc 2>&1 | FileCheck --check-prefix=QUIET %s

source_filename = "s.c"
target triple = "x86_64-unknown-linux-gnu"

@resolved = ifunc void (), ptr @resolver

@pointer = global ptr null

define void @naked() naked {
  %f = load ptr, ptr @pointer
  call void %f()
  unreachable
}
define void @noprofile(ptr %f) noprofile {
  call void %f()
  ret void
}
define void @skipped(ptr %f) skipprofile {
  call void %f()
  ret void
}
define available_externally void @elsewhere(ptr %f) {
  call void %f()
  ret void
}
define internal ptr @resolver() {
  %f = load ptr, ptr @pointer
  %r = call ptr %f()
  ret ptr %r
}
define void @plain(ptr %f) {
  call void %f()
  ret void
}

; CHECK: @__devirt_cells = internal thread_local global [1 x
; CHECK-LABEL: define void @naked(
; CHECK-NEXT:    %f = load ptr, ptr @pointer
; CHECK-NEXT:    call void %f()
; CHECK-LABEL: define void @noprofile(
; CHECK-NEXT:    call void %f()
; CHECK-LABEL: define void @skipped(
; CHECK-NEXT:    call void %f()
; CHECK-LABEL: define available_externally void @elsewhere(
; CHECK-NEXT:    call void %f()
; CHECK-LABEL: define internal ptr @resolver(
; CHECK-NEXT:    %f = load ptr, ptr @pointer
; CHECK-NEXT:    call ptr %f()
; CHECK-LABEL: define void @plain(
; CHECK:         call preserve_mostcc void @__devirt_record(

; TALK: naked#0: not recorded: Naked: the function is naked
; TALK: noprofile#0: not recorded: NoProfileAttribute:
; TALK: skipped#0: not recorded: NoProfileAttribute:
; TALK: elsewhere#0: not recorded: AvailableExternally:
; TALK: s.c;resolver#0: not recorded: IFuncResolver:
; TALK: recording 1 call site in 6 functions, 5 left out{{$}}
; QUIET: 5 left out (-v lists them)
