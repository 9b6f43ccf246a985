; A profile recorded early at -O2 fits the early point of -O1 and -O3: what runs before it there
; leaves the same code. At -O0 nothing runs before it, so the functions have other hashes.
; RUN: %makeprofile %s -o %t.devirt --point early -O2
; RUN: %optimize %s --profile %t.devirt -O1 --strict -S -o - 2>/dev/null | FileCheck %s
; RUN: %optimize %s --profile %t.devirt -O3 --strict -S -o - 2>/dev/null | FileCheck %s
; RUN: sh -c '%optimize %s --profile %t.devirt -O0 --strict -o %t.bc 2>/dev/null; test $? -eq 2'

; PROFILE: function=caller site=0 targets=A:10

define i32 @caller(ptr %f) {
  %slot = alloca ptr
  store ptr %f, ptr %slot
  %g = load ptr, ptr %slot
  %r = call i32 %g()
  ret i32 %r
}
define i32 @A() {
  ret i32 5
}

; CHECK: icmp eq ptr %f, @A
