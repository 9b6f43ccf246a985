; A place for errors is no ordinary memory: it may only be loaded, stored and passed on. A body that
; throws is inlined all the same, the error arriving where the call's would.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s
; RUN: %optimize %s --profile %t.devirt -O2 -o %t.bc 2>/dev/null
; RUN: llc -verify-machineinstrs -filetype=null %t.bc

target triple = "x86_64-unknown-linux-gnu"

; PROFILE: function=caller site=0 targets=throws:700,mayThrow:300

declare ptr @makeError()
declare swiftcc i64 @elsewhere(ptr swiftself, ptr noalias swifterror)

define swiftcc i64 @throws(ptr swiftself %self, ptr noalias swifterror %error) {
  %e = call ptr @makeError()
  store ptr %e, ptr %error
  ret i64 undef
}
define swiftcc i64 @mayThrow(ptr swiftself %self, ptr noalias swifterror %error) {
  %r = call swiftcc i64 @elsewhere(ptr swiftself %self, ptr noalias swifterror %error)
  %e = load ptr, ptr %error
  %failed = icmp ne ptr %e, null
  br i1 %failed, label %handle, label %done
handle:
  ret i64 undef
done:
  %s = add i64 %r, 1
  ret i64 %s
}
define swiftcc i64 @caller(ptr %f, ptr swiftself %self, ptr noalias swifterror %error) {
  %r = call swiftcc i64 %f(ptr swiftself %self, ptr noalias swifterror %error)
  %e = load ptr, ptr %error
  %failed = icmp ne ptr %e, null
  br i1 %failed, label %handle, label %done
handle:
  ret i64 -1
done:
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @caller(
; CHECK:         icmp eq ptr %f, @throws
; CHECK:         [[ERROR:%.*]] = call ptr @makeError()
; CHECK-NEXT:    store ptr [[ERROR]], ptr %error
; CHECK:         icmp eq ptr %f, @mayThrow
; CHECK:         call swiftcc i64 @elsewhere(ptr swiftself %self, ptr noalias swifterror %error)
; CHECK:         call swiftcc i64 %f(ptr swiftself %self, ptr noalias swifterror %error)
