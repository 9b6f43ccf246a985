; --emit vp only attaches LLVM's value profile, to sites that devirt would refuse too; the control
; flow stays. Numbers are totals of the site and counts by GUID.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 --emit vp -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=caller site=0 targets=A:600,outside:300 total=1000
; PROFILE: function=tail site=0 targets=A:50

declare i32 @outside()
define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define i32 @tail(ptr %f) {
  %r = musttail call i32 %f(ptr %f)
  ret i32 %r
}
define i32 @never(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %r = call i32 %f(), !prof ![[VP:[0-9]+]]
; CHECK-NEXT:    ret i32 %r
; CHECK-LABEL: define i32 @tail(
; CHECK-NEXT:    %r = musttail call i32 %f(ptr %f), !prof ![[TAIL:[0-9]+]]
; CHECK-LABEL: define i32 @never(
; CHECK-NEXT:    %r = call i32 %f(){{$}}
; CHECK-DAG: ![[VP]] = !{!"VP", i32 0, i64 1000, i64 -6336661538222193281, i64 600, i64 -5564073819017903677, i64 300}
; CHECK-DAG: ![[TAIL]] = !{!"VP", i32 0, i64 50, i64 -6336661538222193281, i64 50}

; The decisions say so, and --limit and --only choose sites.
; RUN: %optimize %s --profile %t.devirt -O0 --emit vp -o /dev/null --remarks - 2>%t.err | FileCheck --check-prefix=REMARK %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err
; RUN: %optimize %s --profile %t.devirt -O0 --emit vp --only 'tail#0' -S -o - 2>/dev/null | FileCheck --check-prefix=ONLY %s
; RUN: %optimize %s --profile %t.devirt -O0 --emit vp --limit 1 -S -o - 2>/dev/null | FileCheck --check-prefix=LIMIT %s
; REMARK:      Name:            Annotated
; REMARK:      Targets:         '2'
; TALK:        annotated 2 sites for LLVM's own promotion
; ONLY:        %r = call i32 %f(){{$}}
; ONLY:        musttail call i32 %f(ptr %f), !prof
; LIMIT:       %r = call i32 %f(), !prof
; LIMIT:       musttail call i32 %f(ptr %f){{$}}
