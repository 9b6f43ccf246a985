; A virtual call whose target is in one known vtable: the guard compares the vtable pointer, and the
; load of the callee moves to the path that still needs it.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:900,B:100

@_ZTI1A = external constant ptr
@_ZTI1B = external constant ptr
@_ZTV1A = linkonce_odr unnamed_addr constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr @_ZTI1A, ptr null, ptr @A] }
@_ZTV1B = linkonce_odr unnamed_addr constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr @_ZTI1B, ptr null, ptr @B] }

define i32 @caller(ptr %o) {
  %vtable = load ptr, ptr %o, !tbaa !0
  %slot = getelementptr inbounds i8, ptr %vtable, i64 8
  %f = load ptr, ptr %slot
  %r = call i32 %f(ptr %o)
  ret i32 %r
}
define i32 @A(ptr %o) {
  ret i32 1
}
define i32 @B(ptr %o) {
  ret i32 2
}

!0 = !{!1, !1, i64 0}
!1 = !{!"vtable pointer", !2, i64 0}
!2 = !{!"Simple C++ TBAA"}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %vtable = load ptr, ptr %o
; CHECK-NEXT:    icmp eq ptr %vtable, getelementptr inbounds (i8, ptr @_ZTV1A, i64 16)
; CHECK-NEXT:    br i1
; CHECK-NOT:     load
; CHECK:         icmp eq ptr %vtable, getelementptr inbounds (i8, ptr @_ZTV1B, i64 16)
; CHECK-NEXT:    br i1
; CHECK-NOT:     icmp
; CHECK:         %slot = getelementptr inbounds i8, ptr %vtable, i64 8
; CHECK-NEXT:    %f = load ptr, ptr %slot
; CHECK-NEXT:    call i32 %f(ptr %o)

; REMARK: - Guard: 'vtable'
