; The rest behind the sites that make 99.9 percent of all calls is left alone.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=hot site=0 targets=A:1000000
; PROFILE: function=cold site=0 targets=A:500
; PROFILE: function=colder site=0 targets=A:400

define i32 @A() {
  ret i32 1
}
define i32 @hot(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @cold(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @colder(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @never(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @hot(
; CHECK:         icmp
; CHECK-LABEL: define i32 @cold(
; CHECK-NEXT:    %r = call i32 %f()
; CHECK-LABEL: define i32 @colder(
; CHECK-NEXT:    %r = call i32 %f()
; CHECK-LABEL: define i32 @never(
; CHECK-NEXT:    %r = call i32 %f()
; REMARK: Name: Promoted
; REMARK: Name: NotHot
; REMARK: Function: 'cold'
; REMARK: Name: NotHot
; REMARK: Function: 'colder'
; REMARK: Name: NotExecuted
; REMARK: Function: 'never'
; REMARK: Hotness: 0
