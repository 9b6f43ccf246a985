; A call without result needs no phi; a result nobody uses neither changes anything.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000
; PROFILE: function=caller site=1 targets=B:900

define void @A() noinline {
  ret void
}
define i32 @B() noinline {
  ret i32 1
}
define void @caller(ptr %f, ptr %g) {
  call void %f()
  %unused = call i32 %g()
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         call void @A()
; CHECK:         icmp eq ptr %g, @B
; CHECK:         call i32 @B()
; CHECK:         ret void
; REMARK: - Site: 'caller#0'
; REMARK: - Site: 'caller#1'
