; Clang's edge counts between functions, of a compilation with -fprofile-use, are in a module flag
; that the pipeline adds again: two of them would make the module broken.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt optimize %s --profile %t.devirt --verify -S -o - | FileCheck %s
; RUN: %devirt optimize %s --profile %t.devirt -o %t.bc && opt -passes=verify %t.bc -disable-output

; PROFILE: function=caller site=0 targets=A:1000

define i32 @caller(ptr %f, i32 %x) !prof !5 {
  %r = call i32 %f(i32 %x)
  %s = call i32 @B(i32 %r)
  ret i32 %s
}

define i32 @A(i32 %x) !prof !5 {
  %y = add i32 %x, 41
  ret i32 %y
}

define i32 @B(i32 %x) noinline !prof !5 {
  %y = mul i32 %x, 7
  ret i32 %y
}

; CHECK-LABEL: define {{.*}}@caller(
; CHECK:         icmp eq ptr %f, @A
; CHECK:       !llvm.module.flags =
; CHECK:       !"other flag"
; CHECK:       !"CG Profile"
; CHECK-NOT:   !"CG Profile"

!llvm.module.flags = !{!0, !1}
!0 = !{i32 1, !"other flag", i32 1}
!1 = !{i32 5, !"CG Profile", !2}
!2 = distinct !{!3}
!3 = !{ptr @caller, ptr @B, i64 1000}
!5 = !{!"function_entry_count", i64 1000}
