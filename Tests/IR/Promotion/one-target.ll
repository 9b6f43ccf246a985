; A site that always calls one function: a guard with its weights, the direct call inlined, and a
; cold fallback without a profile.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml
; RUN: FileCheck --check-prefix=TALK %s < %t.err

; PROFILE: function=caller site=0 targets=A:1000

define i32 @caller(ptr %f, i32 %x) {
  %r = call i32 %f(i32 %x)
  ret i32 %r
}

define i32 @A(i32 %x) {
  %y = add i32 %x, 41
  ret i32 %y
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         [[HIT:%.*]] = icmp eq ptr %f, @A
; CHECK-NEXT:    br i1 [[HIT]], label %[[THEN:.*]], label %[[ELSE:.*]], !prof ![[WEIGHTS:[0-9]+]]
; CHECK:       [[THEN]]:
; CHECK-NEXT:    [[SUM:%.*]] = add i32 %x, 41
; CHECK-NEXT:    br label %[[JOIN:.*]]
; CHECK:       [[ELSE]]:
; CHECK-NEXT:    [[SLOW:%.*]] = call i32 %f(i32 %x) #[[COLD:[0-9]+]]{{$}}
; CHECK-NEXT:    br label %[[JOIN]]
; CHECK:       [[JOIN]]:
; CHECK-NEXT:    phi i32 {{.*}}[[SLOW]], %[[ELSE]]
; CHECK:       attributes #[[COLD]] = { cold }
; CHECK:       ![[WEIGHTS]] = !{!"branch_weights", i32 1000, i32 1}

; REMARK:      --- !Passed
; REMARK-NEXT: Pass: devirt
; REMARK-NEXT: Name: Promoted
; REMARK-NEXT: Function: 'caller'
; REMARK-NEXT: Hotness: 1000
; REMARK:        - Site: 'caller#0'
; REMARK:        - Callee: 'A'
; REMARK:        - Calls: '1000'
; REMARK:        - TotalCalls: '1000'
; REMARK:        - Body: 'inlined'
; REMARK:        - Rewrite: '1'
; REMARK-NEXT: ...

; TALK: 1 call site, 1 executed, 1,000 calls in 1 run
; TALK: promoted 1 site, 100.0% of all indirect calls
