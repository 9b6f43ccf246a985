; '-' writes the remarks to standard output; both outputs there at once are a usage error.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -o %t.bc --remarks - 2>/dev/null | FileCheck %s
; RUN: sh -c '%optimize %s --profile %t.devirt -o - --remarks - >/dev/null 2>%t.err; test $? -eq 64'
; RUN: FileCheck --check-prefix=BOTH %s < %t.err

; PROFILE: function=caller site=0 targets=A:900

define void @A() {
  ret void
}
define void @caller(ptr %f) {
  call void %f()
  ret void
}

; CHECK-NOT: devirt:
; CHECK: --- !Passed
; BOTH: Only one of --output and --remarks can be standard output.
