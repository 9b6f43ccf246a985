; A site the module does not have is an error that names it; text that names no site, a usage error.
; RUN: rm -f %t.bc %t.twice.ll
; RUN: %makeprofile %s -o %t.devirt
; RUN: not %optimize %s --profile %t.devirt --only caller#1 -o %t.bc 2>&1 | FileCheck -DFILE=%s %s
; RUN: not ls %t.bc
; RUN: sh -c '%optimize %s --profile %t.devirt --only caller#1 -o %t.bc 2>/dev/null; test $? -eq 1'
; RUN: sh -c '%optimize %s --profile %t.devirt --only caller -o %t.bc 2>/dev/null; test $? -eq 64'

; PROFILE: function=caller site=0 targets=A:900

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK: devirt: error: --only caller#1: no such call site in [[FILE]]; 'devirt report --format json' lists their ids
