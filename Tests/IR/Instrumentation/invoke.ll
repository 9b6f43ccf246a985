; An invoke stays an invoke with its unwind edge; the recorder runs before it.
; RUN: %instrument %s | FileCheck %s

declare i32 @__gxx_personality_v0(...)

define i32 @caller(ptr %f) personality ptr @__gxx_personality_v0 {
entry:
  %r = invoke i32 %f() to label %normal unwind label %caught
normal:
  ret i32 %r
caught:
  %pad = landingpad { ptr, i32 } catch ptr null
  ret i32 -1
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f,
; CHECK:       devirt.call:
; CHECK-NEXT:    %r = invoke i32 %f()
; CHECK-NEXT:            to label %normal unwind label %caught
; CHECK:         call preserve_mostcc void @__devirt_record(ptr %f,
