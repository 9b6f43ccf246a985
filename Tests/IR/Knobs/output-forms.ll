; Text for -S and for .ll, bitcode otherwise; '-' is standard output; both are the same module.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -o %t.ll
; RUN: %optimize %s --profile %t.devirt -o %t.bc
; RUN: %optimize %s --profile %t.devirt -S -o %t.text
; RUN: %optimize %s --profile %t.devirt -o - 2>/dev/null > %t.stdout
; RUN: cmp %t.ll %t.text
; RUN: cmp %t.bc %t.stdout
; RUN: llvm-dis %t.bc -o %t.dis.ll
; Bitcode keeps no module name, and orders the uses of blocks anew.
; RUN: sed -e "/ModuleID/d" -e "s/; preds.*//" %t.ll > %t.one
; RUN: sed -e "/ModuleID/d" -e "s/; preds.*//" %t.dis.ll > %t.two
; RUN: cmp %t.one %t.two
; RUN: %optimize - --profile %t.devirt -S -o - < %s 2>/dev/null | FileCheck %s

; PROFILE: function=caller site=0 targets=A:900

source_filename = "a.c"

define i32 @A() {
  ret i32 1
}
define i32 @caller(ptr %f) {
  %r = call i32 %f()
  ret i32 %r
}

; CHECK: icmp eq ptr %f, @A
