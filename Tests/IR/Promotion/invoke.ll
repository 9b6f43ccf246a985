; An invoke: the direct call behind the guard keeps the unwind edge, inlined code too.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:1000
; PROFILE: function=inliner site=0 targets=B:900

declare i32 @__gxx_personality_v0(...)
declare void @may_throw()

define i32 @A() noinline {
  call void @may_throw()
  ret i32 1
}
define i32 @B() personality ptr @__gxx_personality_v0 {
  call void @may_throw()
  ret i32 2
}
define i32 @caller(ptr %f) personality ptr @__gxx_personality_v0 {
entry:
  %r = invoke i32 %f() to label %normal unwind label %caught
normal:
  ret i32 %r
caught:
  %pad = landingpad { ptr, i32 } catch ptr null
  ret i32 -1
}
define i32 @inliner(ptr %f) personality ptr @__gxx_personality_v0 {
entry:
  %r = invoke i32 %f() to label %normal unwind label %caught
normal:
  ret i32 %r
caught:
  %pad = landingpad { ptr, i32 } catch ptr null
  ret i32 -1
}

; CHECK-LABEL: define i32 @caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:         [[DIRECT:%.*]] = invoke i32 @A()
; CHECK-NEXT:            to label %{{.*}} unwind label %caught
; CHECK:         [[INDIRECT:%.*]] = invoke i32 %f()
; CHECK-NEXT:            to label %{{.*}} unwind label %caught
; CHECK-LABEL: define i32 @inliner(
; CHECK:         icmp eq ptr %f, @B
; CHECK:         invoke void @may_throw()
; CHECK-NEXT:            to label %{{.*}} unwind label %caught
; CHECK:         invoke i32 %f()
; CHECK-NEXT:            to label %{{.*}} unwind label %caught

; REMARK: Function: 'caller'
; REMARK: - Body: 'called: noinline function attribute'
; REMARK: Function: 'inliner'
; REMARK: - Body: 'inlined'
