; LLVM's own indirect-call promotion understands what --emit vp writes, local targets included.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 --emit vp -o %t.bc
; RUN: opt -passes=pgo-icall-prom -S %t.bc | FileCheck %s
; ThinLTO makes them external under other names: they carry the one that the profile has.
; RUN: llvm-dis %t.bc -o - | FileCheck --check-prefix=NAME %s

; PROFILE: function=caller site=0 targets=dir/f.c;local:1000

source_filename = "dir/f.c"
@keep = global ptr @local

define internal i32 @local() noinline {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @local
; CHECK:         call i32 @local()

; NAME: define internal i32 @local() {{.*}}!PGOFuncName ![[NAME:[0-9]+]]
; NAME: ![[NAME]] = !{!"dir/f.c;local"}
