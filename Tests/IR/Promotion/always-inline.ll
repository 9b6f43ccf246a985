; alwaysinline bodies are inlined at any size.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000

declare void @work(i32)

define void @A() alwaysinline {
  call void @work(i32 1)
  ret void
}
define void @caller(ptr %f) {
  call void %f()
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         call void @work(i32 1)
; CHECK-NOT:     call void @A()
; CHECK:         call void %f()
; REMARK: - Body: 'inlined'
