; Equal counts are ordered by name, whatever the order of definition or of the profile.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=C:100,B:100,A:100

define i32 @C() {
  ret i32 3
}
define i32 @A() {
  ret i32 1
}
define i32 @B() {
  ret i32 2
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         icmp eq ptr %f, @B
; CHECK:         icmp eq ptr %f, @C
; REMARK: - Callee: 'A'
; REMARK: - Callee: 'B'
; REMARK: - Callee: 'C'
