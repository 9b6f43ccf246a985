; Addresses without a symbol.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets="?:600,libx.so+0x1234:400"

define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    %r = call i32 %f()
; REMARK: Name: TargetUnknown
; REMARK: - Reason: 'the target has no name in any symbol table'
