; The pipeline of every level runs behind the promotion; from -O1 on it folds the inlined constants.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck --check-prefixes=CHECK,O0 %s
; RUN: %optimize %s --profile %t.devirt -O1 -S -o - 2>/dev/null | FileCheck --check-prefixes=CHECK,OPT %s
; RUN: %optimize %s --profile %t.devirt -O2 -S -o - 2>/dev/null | FileCheck --check-prefixes=CHECK,OPT %s
; RUN: %optimize %s --profile %t.devirt -O3 -S -o - 2>/dev/null | FileCheck --check-prefixes=CHECK,OPT %s

; PROFILE: function=caller site=0 targets=A:900,B:100

define i32 @A(i32 %x) {
  %slot = alloca i32
  store i32 %x, ptr %slot
  %y = load i32, ptr %slot
  %z = mul i32 %y, 6
  ret i32 %z
}
define i32 @B(i32 %x) {
  ret i32 0
}
define i32 @caller(ptr %f) {
  %r = call i32 %f(i32 7)
  ret i32 %r
}

; CHECK-LABEL: define {{.*}}i32 @caller(
; OPT-NOT:       alloca
; CHECK:         icmp eq ptr %f, @A
; O0:            mul i32 {{%.*}}, 6
; OPT-NOT:       mul
; OPT:           phi i32 {{.*}}42
