; A profile taken partly as-is and partly inside the pipeline fits no point of the pipeline.
; RUN: rm -f %t.bc %t.twice.ll
; RUN: %makeprofile %s -o %t.devirt
; RUN: not %optimize %s --profile %t.devirt -o %t.bc 2>&1 | FileCheck -DP=%t.devirt %s
; RUN: not ls %t.bc

; PROFILE: function=one site=0 targets=A:10
; PROFILE: function=two site=0 targets=A:10 point=early

define void @one(ptr %f) {
  call void %f()
  ret void
}
define void @two(ptr %f) {
  call void %f()
  ret void
}

; CHECK: devirt: error: [[P]]: recorded partly before and partly inside the optimization pipeline; merge only profiles of one kind (see 'devirt instrument --point')
