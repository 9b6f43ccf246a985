; A local function is found by file and name, not by the name of another file's function.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=dir/f.c;local:900
; PROFILE: function=other site=0 targets=dir/g.c;local:800

source_filename = "dir/f.c"
@keep = global ptr @local

define internal i32 @local() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @other(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @local
; CHECK-LABEL: define i32 @other(
; CHECK-NEXT:    %r = call i32 %f()
; REMARK: - Callee: 'local'
; REMARK: Name: TargetNotDefined
; REMARK: Function: 'other'
