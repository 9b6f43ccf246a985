; A function without a context is called directly only if the rest fits: what Swift passes in
; registers of its own must not end up in others.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=ordinary:100,shorter:100,c:100,longer:100,declared:100,fits:600

define swiftcc i64 @ordinary(i64 %x, ptr %context) {
  ret i64 %x
}
define swiftcc i64 @shorter() {
  ret i64 1
}
define i64 @c(i64 %x) {
  ret i64 %x
}
define swiftcc i64 @longer(i64 %x, i64 %y, ptr swiftself %context) {
  ret i64 %x
}
declare swiftcc i64 @declared(i64 %x)
define swiftcc i64 @fits(i64 %x) {
  ret i64 %x
}
define swiftcc i64 @caller(ptr %f, ptr %context) {
  %r = call swiftcc i64 %f(i64 1, ptr swiftself %context)
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @caller(
; CHECK-NEXT:    icmp eq ptr %f, @fits
; CHECK:         call swiftcc i64 %f(i64 1, ptr swiftself %context)
; REMARK: - Callee: 'fits'
; REMARK-NOT: - Callee:
