; Two runs give the same bytes.
; RUN: %devirt instrument %s -o %t.1.bc --record vtables
; RUN: %devirt instrument %s -o %t.2.bc --record vtables
; RUN: cmp %t.1.bc %t.2.bc

@_ZTV1A = constant [3 x ptr] [ptr null, ptr @a, ptr @b]
@_ZTV1B = constant [3 x ptr] [ptr null, ptr @b, ptr @a]

define void @a(ptr %f) {
  call void %f()
  ret void
}
define void @b(ptr %f, ptr %g) {
  call void %f()
  call void %g(i32 1)
  ret void
}
