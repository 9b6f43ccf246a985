; The callee has a guard of its own: its body arrives with that one inlined too.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=outer site=0 targets=middle:900
; PROFILE: function=middle site=0 targets=leaf:800

define i32 @leaf(ptr %f) {
  ret i32 77
}
define i32 @middle(ptr %f) {
  %g = load ptr, ptr %f
  %r = call i32 %g(ptr %f)
  ret i32 %r
}
define i32 @outer(ptr %h, ptr %f) {
  %r = call i32 %h(ptr %f)
  ret i32 %r
}

; CHECK-LABEL: define i32 @outer(
; CHECK:         icmp eq ptr %h, @middle
; CHECK:         [[G:%.*]] = load ptr, ptr %f
; CHECK:         icmp eq ptr [[G]], @leaf
; CHECK:         call i32 [[G]](ptr %f)
; CHECK:         phi i32 {{.*}}77
; CHECK:         call i32 %h(ptr %f)
; REMARK: - Body: 'inlined'
; REMARK: - Body: 'inlined'
