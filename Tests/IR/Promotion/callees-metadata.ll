; What an instruction says about indirect calls only is not on the direct one; other metadata is.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

define i32 @A() noinline {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f(), !callees !0, !prof !1, !annotation !2
  ret i32 %r
}

!0 = !{ptr @A}
!1 = !{!"VP", i32 0, i64 10, i64 1, i64 10}
!2 = !{!"kept"}

; CHECK-LABEL: define i32 @caller(
; CHECK:         call i32 @A(), !annotation ![[EMPTY:[0-9]+]]{{$}}
; The stale VP is gone from the fallback too: nothing remains of the profile.
; CHECK:         call i32 %f() #{{[0-9]+}}, !callees !{{[0-9]+}}, !annotation ![[EMPTY]]{{$}}
; REMARK: - Callee: 'A'
