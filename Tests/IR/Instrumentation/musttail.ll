; A musttail call is recorded, and still followed by its return only.
; RUN: %instrument %s 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err

define i32 @caller(ptr %f) {
  %r = musttail call i32 %f(ptr %f)
  ret i32 %r
}

; TALK: recording 1 call site in 1 function{{$}}
; CHECK-LABEL: define i32 @caller(
; CHECK:       devirt.call:
; CHECK-NEXT:    %r = musttail call i32 %f(ptr %f)
; CHECK-NEXT:    ret i32 %r
; CHECK:         call preserve_mostcc void @__devirt_record(
