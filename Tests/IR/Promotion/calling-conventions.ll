; The direct call keeps the convention of the call.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=fast site=0 targets=F:900
; PROFILE: function=swift site=0 targets=S:800
; PROFILE: function=most site=0 targets=P:700

define fastcc i32 @F(i32 %x) noinline {
  ret i32 %x
}
define swiftcc i32 @S(ptr swiftself %self, ptr swifterror %error) noinline {
  ret i32 2
}
define preserve_mostcc void @P() noinline {
  ret void
}
define i32 @fast(ptr %f) {
  %r = call fastcc i32 %f(i32 1)
  ret i32 %r
}
define swiftcc i32 @swift(ptr %f, ptr swiftself %self, ptr swifterror %error) {
  %r = call swiftcc i32 %f(ptr swiftself %self, ptr swifterror %error)
  ret i32 %r
}
define void @most(ptr %f) {
  call preserve_mostcc void %f()
  ret void
}

; CHECK-LABEL: define i32 @fast(
; CHECK:         call fastcc i32 @F(i32 1)
; CHECK:         call fastcc i32 %f(i32 1)
; CHECK-LABEL: define swiftcc i32 @swift(
; CHECK:         call swiftcc i32 @S(ptr swiftself %self, ptr swifterror %error)
; CHECK:         call swiftcc i32 %f(ptr swiftself %self, ptr swifterror %error)
; CHECK-LABEL: define void @most(
; CHECK:         call preserve_mostcc void @P()
; CHECK:         call preserve_mostcc void %f()
; REMARK: - Callee: 'F'
; REMARK: - Callee: 'S'
; REMARK: - Callee: 'P'
