; '-' is standard input for profiles, too, where it is not the module already.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile - -S -o - < %t.devirt 2>/dev/null | FileCheck %s
; RUN: %devirt merge - -o %t.merged < %t.devirt
; RUN: cmp %t.devirt %t.merged
; RUN: %devirt report - < %t.devirt | FileCheck --check-prefix=REPORT %s
; RUN: %devirt export - --format csv < %t.devirt | FileCheck --check-prefix=CSV %s
; RUN: not %devirt report - < /dev/null 2>&1 | FileCheck --check-prefix=EMPTY %s
; RUN: sh -c '%optimize - --profile - -o %t.bc < %t.devirt 2>/dev/null; test $? -eq 64'
; RUN: sh -c '%devirt report - - < %t.devirt 2>/dev/null; test $? -eq 64'

; PROFILE: function=caller site=0 targets=A:900

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK: icmp eq ptr %f, @A
; REPORT: 1 call site, 1 executed, 900 calls
; CSV: caller
; EMPTY: devirt: error: -: empty file
