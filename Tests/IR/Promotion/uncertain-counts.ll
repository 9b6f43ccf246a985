; What sampling is not sure of counts neither for the order nor for the weights: B's lower bound is
; higher.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:600~300,B:500~50 total=1000

define i32 @A() {
  ret i32 1
}
define i32 @B() {
  ret i32 2
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @B
; CHECK:         icmp eq ptr %f, @A
; CHECK: !{!"branch_weights", i32 450, i32 550}
; CHECK: !{!"branch_weights", i32 300, i32 250}
; REMARK: - Callee: 'B'
; REMARK: - Calls: '450'
; REMARK: - Callee: 'A'
; REMARK: - Calls: '300'
