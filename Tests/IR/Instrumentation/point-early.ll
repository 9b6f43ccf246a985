; --point early instruments inside the pipeline, behind the first simplifications (the stack slot is
; gone) and before the inliner (both functions have their site). `optimize` meets the same code: the
; profile matches exactly.
; RUN: %instrument %s --point early | FileCheck %s
; RUN: %makeprofile %s -o %t.devirt --point early
; RUN: %optimize %s --profile %t.devirt --strict -S -o - --remarks %t.yaml | FileCheck --check-prefix=DONE %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=f.c;helper site=0 targets=A:10

source_filename = "f.c"
target triple = "x86_64-unknown-linux-gnu"

define internal i32 @helper(ptr %f) {
  %slot = alloca ptr
  store ptr %f, ptr %slot
  %g = load ptr, ptr %slot
  %r = call i32 %g()
  ret i32 %r
}
define i32 @caller(ptr %f) {
  %r = call i32 @helper(ptr %f)
  ret i32 %r
}
define i32 @A() {
  ret i32 5
}

; CHECK: @__devirt_cells = internal thread_local {{.*}}[1 x
; CHECK: @__devirt_metadata = {{.*}}f.c;helper
; CHECK: define {{.*}}i32 @caller(
; CHECK-NOT: alloca
; CHECK: __devirt_record

; DONE: define {{.*}}i32 @caller(
; DONE: icmp eq ptr %f, @A
; REMARK: Name: Promoted
; REMARK: - Site: 'f.c;helper#0'
