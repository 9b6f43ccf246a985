; The call follows phis: they stay at the head of their block, and loops keep their edges.
; RUN: %instrument %s | FileCheck %s

define void @caller(ptr %f, i32 %n) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  call void %f(i32 %i)
  %next = add i32 %i, 1
  %more = icmp slt i32 %next, %n
  br i1 %more, label %loop, label %done
done:
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK:       loop:
; CHECK-NEXT:    %i = phi i32 [ 0, %entry ], [ %next, %[[CALL:.*]] ]
; CHECK-NEXT:    call ptr @llvm.threadlocal.address
; CHECK:       [[CALL]]:
; CHECK-NEXT:    call void %f(i32 %i)
; CHECK:         br i1 %more, label %loop, label %done
