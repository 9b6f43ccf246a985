; A Swift closure without captures lacks the context parameter its callers pass, a function that never
; throws the place for an error. Both are passed in registers of their own: a direct call leaves
; them out. The context is not the last argument here.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err

; PROFILE: function=caller site=0 targets=with:600,without:400
; PROFILE: function=throws site=0 targets=never:900,neither:100
; PROFILE: function=indirect site=0 targets=indirectly:900

define swiftcc i64 @with(i64 %x, ptr swiftself %context) noinline {
  ret i64 %x
}
define swiftcc i64 @without(i64 %x) noinline {
  ret i64 %x
}
define swiftcc i64 @caller(ptr %f, ptr %context) {
  %r = tail call swiftcc i64 %f(i64 1, ptr swiftself %context), !range !0
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @caller(
; CHECK:         icmp eq ptr %f, @with
; CHECK:         tail call swiftcc i64 @with(i64 1, ptr swiftself %context), !range
; CHECK:         icmp eq ptr %f, @without
; CHECK:         tail call swiftcc i64 @without(i64 1), !range
; CHECK:         tail call swiftcc i64 %f(i64 1, ptr swiftself %context)

define swiftcc i64 @never(i64 %x, ptr swiftself %context, ptr %type) noinline {
  ret i64 %x
}
define swiftcc i64 @neither(i64 %x, ptr %type) {
  %p = ptrtoint ptr %type to i64
  %s = add i64 %x, %p
  ret i64 %s
}
define swiftcc i64 @throws(ptr %f, ptr %context, ptr %type) {
  %error = alloca swifterror ptr
  store ptr null, ptr %error
  %r = call swiftcc i64 %f(i64 7, ptr swiftself %context, ptr noalias swifterror dereferenceable(8) %error, ptr nonnull %type)
  %e = load ptr, ptr %error
  %failed = icmp ne ptr %e, null
  br i1 %failed, label %handle, label %done
handle:
  ret i64 0
done:
  ret i64 %r
}

; CHECK-LABEL: define swiftcc i64 @throws(
; CHECK:         icmp eq ptr %f, @never
; CHECK:         call swiftcc i64 @never(i64 7, ptr swiftself %context, ptr nonnull %type)
; CHECK:         icmp eq ptr %f, @neither
; CHECK:         [[TYPE:%.*]] = ptrtoint ptr %type to i64
; CHECK:         add i64 7, [[TYPE]]
; CHECK:         call swiftcc i64 %f(i64 7, ptr swiftself %context, ptr noalias swifterror dereferenceable(8) %error, ptr nonnull %type)

define swiftcc void @indirectly(ptr sret(i64) %r, ptr %x) noinline {
  ret void
}
define swiftcc void @indirect(ptr %f, ptr %context, ptr %x) {
  %r = alloca i64
  call swiftcc void %f(ptr sret(i64) %r, ptr %x, ptr swiftself %context)
  ret void
}

; CHECK-LABEL: define swiftcc void @indirect(
; CHECK:         call swiftcc void @indirectly(ptr sret(i64) %r, ptr %x)

; TALK: promoted 3 sites, 100.0% of all indirect calls

!0 = !{i64 0, i64 100}
