; The inline recorder of a plain call: thread-local cell, compare, count a hit, count down a miss,
; call the runtime when due. The call itself stays as it is.
; RUN: %instrument %s 2>%t.err | FileCheck %s
; RUN: FileCheck --check-prefix=TALK %s < %t.err

define i32 @caller(ptr %f, ptr %x) {
  %r = call i32 %f(ptr %x)
  ret i32 %r
}

; One cell of 24 bytes, zero-initialised, thread-local (abi.h: devirt_cell).
; CHECK-DAG: @__devirt_cells = internal thread_local global [1 x { ptr, i64, i64 }] zeroinitializer, align 8

; CHECK-LABEL: define i32 @caller(
; CHECK-NEXT:    [[BASE:%.*]] = call ptr @llvm.threadlocal.address.p0(ptr @__devirt_cells)
; CHECK-NEXT:    [[CELL:%.*]] = getelementptr inbounds i8, ptr [[BASE]], i64 0
; CHECK-NEXT:    [[TARGET:%.*]] = load ptr, ptr [[CELL]], align 8, !nosanitize
; CHECK-NEXT:    [[ISHIT:%.*]] = icmp eq ptr %f, [[TARGET]]
; CHECK-NEXT:    br i1 [[ISHIT]], label %[[HIT:.*]], label %[[MISS:.*]], !prof ![[MOSTLY:[0-9]+]]
; CHECK:       [[HIT]]:
; CHECK-NEXT:    [[HITS:%.*]] = getelementptr inbounds i8, ptr [[CELL]], i64 8
; CHECK-NEXT:    [[OLD:%.*]] = load i64, ptr [[HITS]], align {{[0-9]+}}, !nosanitize
; CHECK-NEXT:    [[NEW:%.*]] = add i64 [[OLD]], 1
; CHECK-NEXT:    store i64 [[NEW]], ptr [[HITS]], align {{[0-9]+}}, !nosanitize
; CHECK-NEXT:    br label %[[CALL:.*]]
; CHECK:       [[CALL]]:
; CHECK-NEXT:    %r = call i32 %f(ptr %x)
; CHECK-NEXT:    ret i32 %r
; CHECK:       [[MISS]]:
; CHECK-NEXT:    [[DOWN:%.*]] = getelementptr inbounds i8, ptr [[CELL]], i64 16
; CHECK-NEXT:    [[LEFT:%.*]] = load i32, ptr [[DOWN]], align 4, !nosanitize
; CHECK-NEXT:    [[LESS:%.*]] = add i32 [[LEFT]], -1
; CHECK-NEXT:    store i32 [[LESS]], ptr [[DOWN]], align 4, !nosanitize
; CHECK-NEXT:    [[DUE:%.*]] = icmp slt i32 [[LESS]], 0
; CHECK-NEXT:    br i1 [[DUE]], label %[[SLOW:.*]], label %[[CALL]], !prof ![[RARELY:[0-9]+]]
; CHECK:       [[SLOW]]:
; CHECK-NEXT:    call preserve_mostcc void @__devirt_record(ptr %f, ptr [[CELL]], ptr @__devirt_module, i32 0) #[[COLD:[0-9]+]]
; CHECK-NEXT:    br label %[[CALL]]

; CHECK-DAG: declare preserve_mostcc void @__devirt_record(ptr, ptr, ptr, i32)
; CHECK-DAG: attributes #[[COLD]] = { cold nounwind }
; CHECK-DAG: ![[MOSTLY]] = !{!"branch_weights", i32 2000, i32 1}
; CHECK-DAG: ![[RARELY]] = !{!"branch_weights", i32 1, i32 64}

; TALK: devirt: recording 1 call site in 1 function{{$}}
; TALK-NOT: left out
