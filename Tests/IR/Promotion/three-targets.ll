; Three targets: guards in order of their counts, each with the weights of the calls that reach it.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=C:100,A:600,B:300

define i32 @caller(ptr %f, i32 %x) {
  %r = call i32 %f(i32 %x)
  ret i32 %r
}
define i32 @A(i32 %x) {
  ret i32 1
}
define i32 @B(i32 %x) {
  ret i32 2
}
define i32 @C(i32 %x) {
  ret i32 3
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK-NEXT:    br i1 {{.*}}, !prof ![[FIRST:[0-9]+]]
; CHECK:         icmp eq ptr %f, @B
; CHECK-NEXT:    br i1 {{.*}}, !prof ![[SECOND:[0-9]+]]
; CHECK:         icmp eq ptr %f, @C
; CHECK-NEXT:    br i1 {{.*}}, !prof ![[THIRD:[0-9]+]]
; CHECK:         call i32 %f(i32 %x) #[[COLD:[0-9]+]]{{$}}
; CHECK:       attributes #[[COLD]] = { cold }
; CHECK-DAG: ![[FIRST]] = !{!"branch_weights", i32 600, i32 400}
; CHECK-DAG: ![[SECOND]] = !{!"branch_weights", i32 300, i32 100}
; CHECK-DAG: ![[THIRD]] = !{!"branch_weights", i32 100, i32 1}

; REMARK: - Callee: 'A'
; REMARK: - Calls: '600'
; REMARK: - Rewrite: '1'
; REMARK: - Callee: 'B'
; REMARK: - Rewrite: '2'
; REMARK: - Callee: 'C'
; REMARK: - Rewrite: '3'
