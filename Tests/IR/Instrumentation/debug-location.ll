; Everything added has line 0 in the call's scope: a call without a location in a function with debug
; information is invalid IR, and the call's own line would make it count twice.
; RUN: %instrument %s | FileCheck %s

define void @caller(ptr %f) !dbg !4 {
  call void %f(), !dbg !7
  ret void, !dbg !8
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "dir/a.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "caller", file: !1, line: 10, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 12, column: 3, scope: !4)
!8 = !DILocation(line: 13, column: 1, scope: !4)

; The site table names file, line and column: "dir/a.c" in the strings.
; CHECK: @__devirt_metadata = {{.*}}dir/a.c
; CHECK-LABEL: define void @caller(
; CHECK-NEXT:    call ptr @llvm.threadlocal.address{{.*}}, !dbg ![[ZERO:[0-9]+]]
; CHECK:         br i1 {{.*}}, !dbg ![[ZERO]]
; CHECK:         call void %f(), !dbg ![[CALL:[0-9]+]]
; CHECK:         call preserve_mostcc void @__devirt_record({{.*}}, !dbg ![[ZERO]]
; CHECK-DAG: ![[ZERO]] = !DILocation(line: 0, scope: ![[SCOPE:[0-9]+]])
; CHECK-DAG: ![[CALL]] = !DILocation(line: 12, column: 3, scope: ![[SCOPE]])
