; Shares and heat are of the whole profile, also of what the module has lost: the site below made
; 1 in 10,000 calls of the program and does not become hot because the others are gone.
; RUN: %makeprofile %s -o %t.devirt
; RUN: sed 's/@gone/@renamed/' %s > %t.ll
; RUN: %optimize %t.ll --profile %t.devirt -O0 -o %t.bc -v 2>&1 | FileCheck %s

; PROFILE: function=gone site=0 targets=A:999900
; PROFILE: function=caller site=0 targets=A:100

define i32 @gone(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @A() {
  ret i32 1
}

; CHECK: 2 call sites, 1 executed, 100 calls in 1 run
; CHECK: promoted 0 sites, 0.0% of all indirect calls
; CHECK: NotHot
