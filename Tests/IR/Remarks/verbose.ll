; -v prints what was decided about every site, the hottest first.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -o %t.bc -v 2>&1 | FileCheck -DFILE=%s %s

; PROFILE: function=caller site=0 targets=A:900,outside:100
; PROFILE: function=tail site=0 targets=A:500

declare void @outside(ptr)
define void @A(ptr %p) noinline {
  ret void
}
define void @caller(ptr %f) {
  call void %f(ptr null)
  ret void
}
define void @tail(ptr %f) {
  musttail call void %f(ptr %f)
  ret void
}

; CHECK:      [[FILE]]: 2 call sites, 2 executed, 1,500 calls in 1 run
; CHECK-NEXT: promoted 1 site, 60.0% of all indirect calls
; CHECK-NEXT: refused: 1 MustTail
; CHECK:        1 {{ *}}1,000 calls 66.7% caller#0 function-pointer
; CHECK-NEXT:   in caller
; CHECK-NEXT:   90.0% A promoted #1, called (noinline function attribute)
; CHECK-NEXT:   10.0% outside TargetNotDefined
; CHECK:        2 {{ *}}500 calls 33.3% tail#0 function-pointer
; CHECK-NEXT:   in tail
; CHECK-NEXT:   MustTail: a musttail call must stay the last thing its function does
; CHECK-NEXT:   100.0% A{{$}}
; CHECK:      next: clang++-22 -O0
