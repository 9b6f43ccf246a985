; The same bodies, one of them many times in a row: the processor predicts the call, and guards would
; only cost.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=T00:100,T01:100,T02:100,T03:100,T04:100,T05:100,T06:100,T07:100,T08:100,T09:100,T10:100,T11:100,T12:100,T13:100,T14:100,T15:100 pairs=200 repeats=190

define i32 @T00(i32 %x) {
  ret i32 0
}
define i32 @T01(i32 %x) {
  ret i32 1
}
define i32 @T02(i32 %x) {
  ret i32 2
}
define i32 @T03(i32 %x) {
  ret i32 3
}
define i32 @T04(i32 %x) {
  ret i32 4
}
define i32 @T05(i32 %x) {
  ret i32 5
}
define i32 @T06(i32 %x) {
  ret i32 6
}
define i32 @T07(i32 %x) {
  ret i32 7
}
define i32 @T08(i32 %x) {
  ret i32 8
}
define i32 @T09(i32 %x) {
  ret i32 9
}
define i32 @T10(i32 %x) {
  ret i32 10
}
define i32 @T11(i32 %x) {
  ret i32 11
}
define i32 @T12(i32 %x) {
  ret i32 12
}
define i32 @T13(i32 %x) {
  ret i32 13
}
define i32 @T14(i32 %x) {
  ret i32 14
}
define i32 @T15(i32 %x) {
  ret i32 15
}
define i32 @caller(ptr %f) {
  %r = call i32 %f(i32 1)
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %r = call i32 %f(i32 1)
; CHECK-NEXT:    ret i32 %r
; REMARK: Name: CalledInRuns
; REMARK: - Reason: 'calls go to one target many times in a row, which the processor predicts'
