; A large body is inlined at a very hot site with one target, and only called where its share is
; small: the accepted cost grows with the share.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt %s --format json -o %t.json
; RUN: FileCheck %s < %t.json

; PROFILE: function=always site=0 targets=big:1000
; PROFILE: function=fifth site=0 targets=big:20,small:80

declare void @work(i32)
define void @small() {
  ret void
}
define void @big() {
  call void @work(i32 1)
  call void @work(i32 2)
  call void @work(i32 3)
  call void @work(i32 4)
  call void @work(i32 5)
  call void @work(i32 6)
  call void @work(i32 7)
  call void @work(i32 8)
  call void @work(i32 9)
  call void @work(i32 10)
  call void @work(i32 11)
  call void @work(i32 12)
  call void @work(i32 13)
  call void @work(i32 14)
  call void @work(i32 15)
  call void @work(i32 16)
  call void @work(i32 17)
  call void @work(i32 18)
  call void @work(i32 19)
  call void @work(i32 20)
  call void @work(i32 21)
  call void @work(i32 22)
  call void @work(i32 23)
  call void @work(i32 24)
  call void @work(i32 25)
  call void @work(i32 26)
  call void @work(i32 27)
  call void @work(i32 28)
  call void @work(i32 29)
  call void @work(i32 30)
  call void @work(i32 31)
  call void @work(i32 32)
  call void @work(i32 33)
  call void @work(i32 34)
  call void @work(i32 35)
  call void @work(i32 36)
  call void @work(i32 37)
  call void @work(i32 38)
  call void @work(i32 39)
  call void @work(i32 40)
  ret void
}
define void @always(ptr %f) {
  call void %f()
  ret void
}
define void @fifth(ptr %f) {
  call void %f()
  ret void
}

; CHECK: "id" : "always#0"
; CHECK: "detail" : "cost {{[0-9]+}}"
; CHECK: "inlined" : true
; CHECK: "id" : "fifth#0"
; CHECK: "inlined" : true
; CHECK: "name" : "small"
; CHECK: "detail" : "cost {{[0-9]+}} is over the threshold of 780"
; CHECK: "inlined" : false
; CHECK: "name" : "big"
