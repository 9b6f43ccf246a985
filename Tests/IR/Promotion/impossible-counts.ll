; A damaged profile may have more calls of a target than of its site, and more calls in all than 64
; bits hold: nothing overflows, and shares stay shares.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - -v 2>%t.text | FileCheck %s
; RUN: FileCheck --check-prefix=TEXT %s < %t.text
; RUN: %devirt report %t.devirt | FileCheck --check-prefix=REPORT %s
; RUN: %devirt report %t.devirt %s --format json | FileCheck --check-prefix=JSON %s

; PROFILE: function=small site=0 targets=A:9223372036854775808 total=1
; PROFILE: function=large site=0 targets=A:18446744073709551615 total=18446744073709551615
; PROFILE: function=large site=1 targets=A:18446744073709551615 total=18446744073709551615

define i32 @A() {
  ret i32 1
}
define i32 @large(ptr %f) {
  %r = call i32 %f()
  %s = call i32 %f()
  %t = add i32 %r, %s
  ret i32 %t
}
define i32 @small(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @large(
; CHECK-COUNT-2: icmp eq ptr %f, @A
; TEXT: promoted 2 sites, 100.0% of all indirect calls
; TEXT: 100.0%  A  promoted #1
; REPORT: 18,446,744,073,709,551,615 calls in 1 run
; REPORT: 100.0%  A
; JSON: "promotedShare" : 1,
