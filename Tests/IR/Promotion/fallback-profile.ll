; The remaining call keeps the remaining profile: total without the promoted calls, and the targets
; that got no guard (an undefined one here) under their GUIDs, local ones under `file;name`.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:700,outside:200,f.c;local:1 total=1000

source_filename = "f.c"

declare i32 @outside()

@keep = global ptr @local

define internal i32 @local() {
  ret i32 2
}
define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK-NOT:     icmp
; CHECK:         call i32 %f(), !prof ![[VP:[0-9]+]]
; MD5 of "outside" and of "f.c;local", low 64 bits.
; CHECK: ![[VP]] = !{!"VP", i32 0, i64 300, i64 -5564073819017903677, i64 200, i64 -1110864722053617279, i64 1}
; REMARK: - Callee: 'A'
; REMARK-NOT: Callee
