; A caller retains an object for the time of a call it knows nothing about. Behind a guard the body is
; known: where it releases nothing, the pair goes, and the ways that need it take it along.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>/dev/null | FileCheck %s

; PROFILE: function=caller site=0 targets=reads:900,releases:50,traps:50
; PROFILE: function=late site=0 targets=reads:900
; PROFILE: function=other site=0 targets=reads:900
; PROFILE: function=between site=0 targets=reads:900
; PROFILE: function=counted site=0 targets=asks:900

declare ptr @swift_retain(ptr returned)
declare void @swift_release(ptr)
declare void @anything()

define swiftcc i64 @reads(ptr swiftself %self) {
  %r = load i64, ptr %self
  ret i64 %r
}
define swiftcc i64 @releases(ptr swiftself %self) {
  %p = getelementptr i8, ptr %self, i64 16
  %child = load ptr, ptr %p
  store ptr null, ptr %p
  call void @swift_release(ptr %child)
  %r = load i64, ptr %self
  ret i64 %r
}
define swiftcc i64 @traps(ptr swiftself %self) {
  %r = load i64, ptr %self
  %bad = icmp slt i64 %r, 0
  br i1 %bad, label %trap, label %done
trap:
  call void asm sideeffect "", "n"(i32 0)
  call void @llvm.trap()
  unreachable
done:
  ret i64 %r
}

define swiftcc i64 @caller(ptr %f, ptr %object) {
  %same = call ptr @swift_retain(ptr returned %object)
  %r = call swiftcc i64 %f(ptr swiftself %same)
  call void @swift_release(ptr %object)
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @caller(
; CHECK-NEXT:    icmp eq ptr %f, @reads
; CHECK-NEXT:    br
; CHECK-NOT:     swift_re
; CHECK:         load i64, ptr %object
; CHECK-NOT:     swift_re
; CHECK:         icmp eq ptr %f, @releases
; CHECK:         store ptr null
; CHECK-NEXT:    call ptr @swift_retain(ptr returned %object)
; CHECK-NEXT:    call void @swift_release(ptr %child
; CHECK-NEXT:    load i64, ptr %object
; CHECK-NEXT:    call void @swift_release(ptr %object)
; CHECK-NEXT:    br label %[[JOIN:.*]]
; CHECK:         icmp eq ptr %f, @traps
; CHECK-NOT:     swift_re
; CHECK:         call void @llvm.trap()
; CHECK:         call ptr @swift_retain(ptr returned %object)
; CHECK-NEXT:    call swiftcc i64 %f(ptr swiftself %object)
; CHECK-NEXT:    call void @swift_release(ptr %object)
; CHECK:       [[JOIN]]:
; CHECK-NOT:     swift_re
; CHECK:         ret i64

; What follows the call uses the object: the reference is needed until then.
define swiftcc i64 @late(ptr %f, ptr %object) {
  %same = call ptr @swift_retain(ptr returned %object)
  %r = call swiftcc i64 %f(ptr swiftself %object)
  %field = load i64, ptr %object
  call void @swift_release(ptr %object)
  %s = add i64 %r, %field
  ret i64 %s
}

; CHECK-LABEL: define swiftcc i64 @late(
; CHECK-NEXT:    call ptr @swift_retain
; CHECK:         call swiftcc i64 %f(
; CHECK-NOT:     swift_re
; CHECK:         load i64, ptr %object
; CHECK-NEXT:    call void @swift_release

; Another object.
define swiftcc i64 @other(ptr %f, ptr %object, ptr %another) {
  %same = call ptr @swift_retain(ptr returned %object)
  %r = call swiftcc i64 %f(ptr swiftself %object)
  call void @swift_release(ptr %another)
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @other(
; CHECK-NEXT:    call ptr @swift_retain
; CHECK:         call void @swift_release(ptr %another)

; Something else may happen under the reference.
define swiftcc i64 @between(ptr %f, ptr %object) {
  %same = call ptr @swift_retain(ptr returned %object)
  call void @anything()
  %r = call swiftcc i64 %f(ptr swiftself %object)
  call void @swift_release(ptr %object)
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @between(
; CHECK-NEXT:    call ptr @swift_retain
; CHECK-NEXT:    call void @anything()
; CHECK:         phi i64
; CHECK-NEXT:    call void @swift_release

; The body looks at the number of references, and writes in place if there is one: it must see both.
declare i1 @swift_isUniquelyReferenced_nonNull_native(ptr) memory(read)
define swiftcc i64 @asks(ptr swiftself %self) {
  %alone = call i1 @swift_isUniquelyReferenced_nonNull_native(ptr %self)
  %r = zext i1 %alone to i64
  ret i64 %r
}
define swiftcc i64 @counted(ptr %f, ptr %object) {
  %same = call ptr @swift_retain(ptr returned %object)
  %r = call swiftcc i64 %f(ptr swiftself %object)
  call void @swift_release(ptr %object)
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @counted(
; CHECK-NEXT:    call ptr @swift_retain
; CHECK:         call i1 @swift_isUniquelyReferenced_nonNull_native(
; CHECK:         call void @swift_release
