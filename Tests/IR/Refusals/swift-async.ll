; Async functions of Swift are split already: what calls through a pointer there is a tail call to
; the next part, recorded but never promoted.
; RUN: %instrument %s 2>/dev/null | FileCheck --check-prefix=RECORD %s
; RUN: %makeprofile %s -o %t.devirt
; RUN: %optimize %s --profile %t.devirt -O0 -S -o - --remarks %t.yaml 2>/dev/null | FileCheck %s
; RUN: FileCheck --check-prefix=REMARK %s < %t.yaml

; PROFILE: function=caller site=0 targets=target:1000

target triple = "x86_64-unknown-linux-gnu"

define swifttailcc void @target(ptr swiftasync %context) {
  ret void
}
define swifttailcc void @caller(ptr %f, ptr swiftasync %context) {
  musttail call swifttailcc void %f(ptr swiftasync %context)
  ret void
}

; RECORD-LABEL: define swifttailcc void @caller(
; RECORD:         call preserve_mostcc void @__devirt_record(
; CHECK-LABEL:  define swifttailcc void @caller(
; CHECK-NEXT:     musttail call swifttailcc void %f(ptr swiftasync %context)
; REMARK:       Name:            Async
