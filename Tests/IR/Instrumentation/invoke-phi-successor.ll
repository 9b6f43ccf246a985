; The blocks behind an invoke have phis that name its block: splitting must rename the incoming edge.
; RUN: %instrument %s | FileCheck %s

declare i32 @__gxx_personality_v0(...)

define i32 @caller(ptr %f, i1 %c) personality ptr @__gxx_personality_v0 {
entry:
  br i1 %c, label %work, label %join
work:
  %r = invoke i32 %f() to label %join unwind label %caught
join:
  %v = phi i32 [ 7, %entry ], [ %r, %work ]
  ret i32 %v
caught:
  %pad = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %pad
}

; CHECK-LABEL: define i32 @caller(
; CHECK:       [[CALL:devirt.call.*]]:
; CHECK-NEXT:    %r = invoke i32 %f()
; CHECK:         %v = phi i32 [ 7, %entry ], [ %r, %[[CALL]] ]
