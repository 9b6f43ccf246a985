; Equally hot sites are numbered by function name, then position: not by order of definition.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=z site=0 targets=A:100
; PROFILE: function=a site=0 targets=A:100
; PROFILE: function=a site=1 targets=A:100

define i32 @A() {
  ret i32 1
}
define i32 @z(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define void @a(ptr %f) {
  %1 = call i32 %f()
  %2 = call i32 %f()
  ret void
}

; CHECK-LABEL: define i32 @z(
; CHECK:         icmp eq ptr %f, @A
; REMARK: - Site: 'a#0'
; REMARK: - Rewrite: '1'
; REMARK: - Site: 'a#1'
; REMARK: - Rewrite: '2'
; REMARK: - Site: 'z#0'
; REMARK: - Rewrite: '3'
