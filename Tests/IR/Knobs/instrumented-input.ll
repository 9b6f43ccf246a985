; A module that was instrumented is not what a profile is applied to: a beginner's first mistake.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt instrument %s -o %t.bc 2>/dev/null
; RUN: not %optimize %t.bc --profile %t.devirt -o %t.opt.bc 2>&1 | FileCheck %s
; RUN: not %devirt report %t.devirt %t.bc 2>&1 | FileCheck %s
; RUN: not ls %t.opt.bc

; PROFILE: function=caller site=0 targets=A:100

define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @A() {
  ret i32 1
}

; CHECK: devirt: error: {{.*}}.bc: already instrumented; give the original file
