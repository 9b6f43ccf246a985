; LLVM's own tools read the remarks: YAML to bitstream and back, with locations, quoting and counts.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -o %t.bc --remarks %t.yaml
; RUN: llvm-remarkutil yaml2bitstream %t.yaml -o %t.remarks
; RUN: llvm-remarkutil bitstream2yaml %t.remarks -o - | FileCheck %s
; RUN: llvm-remarkutil count --count-by=remark-name --group-by=function %t.yaml | FileCheck --check-prefix=COUNT %s

; PROFILE: function=caller site=0 targets=_ZN1A1fEv:900
; PROFILE: function="d'ir/a b.c;local" site=0 targets=undefined:100

source_filename = "d'ir/a b.c"
@keep = global ptr @local

define void @_ZN1A1fEv() {
  ret void
}
define void @caller(ptr %f) !dbg !4 {
  call void %f(), !dbg !7
  ret void
}
define internal void @local(ptr %f) {
  call void %f() [ "deopt"() ]
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "d'ir/a b.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "caller", file: !1, line: 10, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 12, column: 3, scope: !4)

; CHECK:      --- !Passed
; CHECK-NEXT: Pass: devirt
; CHECK-NEXT: Name: Promoted
; LLVM's reader keeps the doubling of quotes, of its own remarks too.
; CHECK-NEXT: DebugLoc: { File: 'd{{'+}}ir/a b.c', Line: 12, Column: 3 }
; CHECK-NEXT: Function: caller
; CHECK-NEXT: Hotness: 900
; CHECK-NEXT: Args:
; CHECK-NEXT:  - Site: 'caller#0'
; CHECK:       - Callee: 'A::f()'
; CHECK:      --- !Missed
; CHECK-NEXT: Pass: devirt
; CHECK-NEXT: Name: OperandBundle
; CHECK-NEXT: Function: local
; CHECK-NEXT: Hotness: 100
; CHECK:       - Site: 'd{{'+}}ir/a b.c;local#0'
; CHECK:       - Reason: 'the call carries a {{'+}}deopt{{'+}} operand bundle'

; COUNT-DAG: caller,1
; COUNT-DAG: local,1
