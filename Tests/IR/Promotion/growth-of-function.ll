; A function may not grow without end: the hottest site takes the budget, the next large body is left.
; (The budget is 1000 instructions; each body stands for more than half of it.)
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=A:600
; PROFILE: function=caller site=1 targets=A:900

define void @caller(ptr %f, ptr %g) {
  call void %f()
  call void %g()
  ret void
}
declare void @work(i32)
define void @A() {
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
  call void @work(i32 41)
  call void @work(i32 42)
  call void @work(i32 43)
  call void @work(i32 44)
  call void @work(i32 45)
  call void @work(i32 46)
  call void @work(i32 47)
  call void @work(i32 48)
  call void @work(i32 49)
  call void @work(i32 50)
  call void @work(i32 51)
  call void @work(i32 52)
  call void @work(i32 53)
  call void @work(i32 54)
  call void @work(i32 55)
  call void @work(i32 56)
  call void @work(i32 57)
  call void @work(i32 58)
  call void @work(i32 59)
  call void @work(i32 60)
  call void @work(i32 61)
  call void @work(i32 62)
  call void @work(i32 63)
  call void @work(i32 64)
  call void @work(i32 65)
  call void @work(i32 66)
  call void @work(i32 67)
  call void @work(i32 68)
  call void @work(i32 69)
  call void @work(i32 70)
  call void @work(i32 71)
  call void @work(i32 72)
  call void @work(i32 73)
  call void @work(i32 74)
  call void @work(i32 75)
  call void @work(i32 76)
  call void @work(i32 77)
  call void @work(i32 78)
  call void @work(i32 79)
  call void @work(i32 80)
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK-NOT:     icmp
; CHECK:         call void %f()
; CHECK-NOT:     icmp eq ptr %f
; CHECK:         icmp eq ptr %g, @A
; CHECK:         call void @work(i32 1)
; CHECK:         call void %g()
; REMARK: Name: Promoted
; REMARK: - Site: 'caller#1'
; REMARK: - Body: 'inlined'
; REMARK: Name: FunctionGrowth
; REMARK: - Site: 'caller#0'
; REMARK: - Reason: 'the function would grow too much'
