; Guards split blocks; later sites of the same block are still found and rewritten in place.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:500
; PROFILE: function=caller site=1 targets=B:1000
; PROFILE: function=caller site=2 targets=A:700

define i32 @A(i32 %x) noinline {
  ret i32 1
}
define i32 @B(i32 %x) noinline {
  ret i32 2
}
define i32 @caller(ptr %f, ptr %g) {
  %1 = call i32 %f(i32 0)
  %2 = call i32 %g(i32 %1)
  %3 = call i32 %f(i32 %2)
  ret i32 %3
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         call i32 @A(i32 0)
; CHECK:         [[ONE:%.*]] = phi i32
; CHECK:         icmp eq ptr %g, @B
; CHECK:         call i32 @B(i32 [[ONE]])
; CHECK:         [[TWO:%.*]] = phi i32
; CHECK:         icmp eq ptr %f, @A
; CHECK:         call i32 @A(i32 [[TWO]])
; CHECK:         [[THREE:%.*]] = phi i32
; CHECK:         ret i32 [[THREE]]
; REMARK: - Site: 'caller#1'
; REMARK: - Rewrite: '1'
; REMARK: - Site: 'caller#2'
; REMARK: - Rewrite: '2'
; REMARK: - Site: 'caller#0'
; REMARK: - Rewrite: '3'
