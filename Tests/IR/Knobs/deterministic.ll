; Two runs give the same bytes: module, remarks and report.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -o %t.1.bc --remarks %t.1.yaml -v 2>%t.1.err
; RUN: %optimize %s --profile %t.devirt -o %t.2.bc --remarks %t.2.yaml -v 2>%t.2.err
; RUN: cmp %t.1.bc %t.2.bc
; RUN: cmp %t.1.yaml %t.2.yaml
; RUN: sed s/%basename_t.tmp.1/X/g %t.1.err > %t.one
; RUN: sed s/%basename_t.tmp.2/X/g %t.2.err > %t.two
; RUN: cmp %t.one %t.two
; RUN: %devirt report %t.devirt %s --format json -o %t.1.json
; RUN: %devirt report %t.devirt %s --format json -o %t.2.json
; RUN: cmp %t.1.json %t.2.json

; PROFILE: function=one site=0 targets=d:10,c:10,b:10,a:10
; PROFILE: function=two site=0 targets=d:10,c:10,b:10,a:10
; PROFILE: function=three site=0 targets=d:10,c:10,b:10,a:10
; PROFILE: function=four site=0 targets=one:10,two:10,three:10,four:10

define void @a(ptr %f) {
  ret void
}
define void @b(ptr %f) {
  ret void
}
define void @c(ptr %f) {
  ret void
}
define void @d(ptr %f) {
  ret void
}
define void @one(ptr %f) {
  call void %f(ptr %f)
  ret void
}
define void @two(ptr %f) {
  call void %f(ptr %f)
  ret void
}
define void @three(ptr %f) {
  call void %f(ptr %f)
  ret void
}
define void @four(ptr %f) {
  call void %f(ptr %f)
  ret void
}
