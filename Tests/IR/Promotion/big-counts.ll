; Counts beyond 32 bits are scaled together, so that the ratio of the weights holds.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:12000000000000 total=16000000000000

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; 12e12 / 2794, which is 2^32 - 49616, and 4e12 / 2794
; CHECK: !{!"branch_weights", i32 -49616, i32 1431639226}
; REMARK: - Calls: '12000000000000'
; REMARK: - TotalCalls: '16000000000000'
