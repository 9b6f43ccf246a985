; A call in a funclet would need the funclet's token on everything added before it: not recorded.
; RUN: %instrument %s -v 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err

target triple = "x86_64-pc-windows-msvc"

declare i32 @__CxxFrameHandler3(...)
declare void @may_throw()

define void @caller(ptr %f) personality ptr @__CxxFrameHandler3 {
entry:
  invoke void @may_throw() to label %done unwind label %cleanup
cleanup:
  %pad = cleanuppad within none []
  call void %f() [ "funclet"(token %pad) ]
  cleanupret from %pad unwind to caller
done:
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK:         %pad = cleanuppad within none []
; CHECK-NEXT:    call void %f() [ "funclet"(token %pad) ]
; CHECK-NOT:     call preserve_mostcc
; TALK: caller#0: not recorded: OperandBundle: the call carries a 'funclet' operand bundle
