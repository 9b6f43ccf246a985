; An output that would destroy an input, or another output, is refused before anything is read.
; RUN: %makeprofile %s -o %t.devirt
; RUN: cp %s %t.ll && cp %t.devirt %t.before
; RUN: not %optimize %t.ll --profile %t.devirt -o %t.devirt 2>&1 | FileCheck --check-prefix=INPUT %s
; RUN: not %optimize %t.ll --profile %t.devirt -o %t.ll 2>&1 | FileCheck --check-prefix=INPUT %s
; RUN: not %optimize %t.ll --profile %t.devirt -o %t.bc --remarks %t.devirt 2>&1 | FileCheck --check-prefix=INPUT %s
; RUN: not %optimize %t.ll --profile %t.devirt -o %t.bc --remarks %t.bc 2>&1 | FileCheck --check-prefix=BOTH %s
; RUN: not %devirt instrument %t.ll -o %t.ll 2>&1 | FileCheck --check-prefix=INPUT %s
; RUN: cmp %s %t.ll
; RUN: cmp %t.devirt %t.before

; PROFILE: function=caller site=0 targets=A:100

define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @A() {
  ret i32 1
}

; INPUT: devirt: error: {{.*}}: would overwrite the input
; BOTH:  devirt: error: {{.*}}: named for both --output and --remarks
