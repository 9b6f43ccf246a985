; --only does one site's rewrites under their usual numbers.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 --only 'dir/f.c;local#1' -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:900
; PROFILE: function=dir/f.c;local site=0 targets=A:700
; PROFILE: function=dir/f.c;local site=1 targets=A:800

source_filename = "dir/f.c"
@keep = global ptr @local

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}
define internal void @local(ptr %f, ptr %g) {
  %1 = call i32 %f()
  %2 = call i32 %g()
  ret void
}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %r = call i32 %f()
; CHECK-LABEL: define internal void @local(
; CHECK-NEXT:    %1 = call i32 %f()
; CHECK-NEXT:    {{.*}} = icmp eq ptr %g, @A

; REMARK: Name: Deselected
; REMARK: - Site: 'caller#0'
; REMARK: - Site: 'dir/f.c;local#1'
; REMARK: - Rewrite: '2'
; REMARK: Name: Deselected
; REMARK: - Site: 'dir/f.c;local#0'
