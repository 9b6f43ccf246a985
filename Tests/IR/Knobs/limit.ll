; --limit N does the first N rewrites and keeps the numbers: the sites in order of heat, then the
; targets in order of guards. What is left out says so.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 --limit 0 -S -o - 2>/dev/null | FileCheck --check-prefix=ZERO %s
; RUN: %optimize %s --profile %t.devirt -O0 --limit 1 -S -o - 2>/dev/null | FileCheck --check-prefix=ONE %s
; RUN: %optimize %s --profile %t.devirt -O0 --limit 2 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck --check-prefix=TWO %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml
; RUN: %optimize %s --profile %t.devirt -O0 --limit 3 -S -o %t.3.ll
; RUN: %optimize %s --profile %t.devirt -O0 -S -o %t.all.ll
; RUN: cmp %t.3.ll %t.all.ll

; PROFILE: function=colder site=0 targets=A:700
; PROFILE: function=hotter site=0 targets=A:700,B:300

define i32 @A() {
  ret i32 1
}
define i32 @B() {
  ret i32 2
}
define i32 @colder(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @hotter(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; ZERO-NOT: icmp
; ONE-LABEL: define i32 @colder(
; ONE-NOT:     icmp
; ONE-LABEL: define i32 @hotter(
; ONE:         icmp eq ptr %f, @A
; ONE-NOT:     icmp
; The fallback still expects B.
; ONE:         call i32 %f(), !prof
; TWO-LABEL: define i32 @colder(
; TWO-NOT:     icmp
; TWO-LABEL: define i32 @hotter(
; TWO:         icmp eq ptr %f, @A
; TWO:         icmp eq ptr %f, @B

; REMARK: - Rewrite: '1'
; REMARK: - Rewrite: '2'
; REMARK: Name: Deselected
; REMARK: Function: 'colder'
; REMARK: - Reason: 'left out by --limit or --only'
