; A Swift closure without captures lacks the context parameter its callers pass. Calling it directly
; would need the argument dropped: refused for now, with the reason.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=with:600,without:400

define swiftcc i64 @with(i64 %x, ptr swiftself %context) {
  ret i64 %x
}
define swiftcc i64 @without(i64 %x) {
  ret i64 %x
}
define swiftcc i64 @caller(ptr %f, ptr %context) {
  %r = call swiftcc i64 %f(i64 1, ptr swiftself %context)
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @caller(
; CHECK:         icmp eq ptr %f, @with
; CHECK-NOT:     @without
; CHECK:         call swiftcc i64 %f(i64 1, ptr swiftself %context)
; REMARK: - Callee: 'with'
; REMARK-NOT: - Callee: 'without'
