; A symbol may have any bytes in its name. None of them breaks a line or reaches the terminal.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -o %t.bc --remarks %t.yaml -v 2>&1 | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml
; RUN: %devirt report %t.devirt | FileCheck --check-prefix=REPORT %s
; RUN: %devirt instrument %s -o %t.bc -v 2>&1 | FileCheck --check-prefix=SKIPPED %s

; PROFILE: function=caller site=0 targets=A:1000

define void @A() {
  ret void
}
define void @caller(ptr %f) {
  call void %f()
  ret void
}
define void @"odd\0Aname\1B[31m"(ptr %f) {
  call void %f()
  ret void
}
define void @"left\0Aout"(ptr %f) noprofile {
  call void %f()
  ret void
}

; CHECK: in odd?name?[31m
; REMARK: Function: {{ *}}'odd?name?[31m'
; REPORT: caller
; SKIPPED: left?out#0: not recorded
