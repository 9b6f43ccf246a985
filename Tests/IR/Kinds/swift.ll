; Swift: a method comes from the metadata of the object passed as self, a requirement from a witness
; table that is passed too, a closure from anywhere else.
; RUN: %makeprofile %s -o %t.devirt
; RUN: %devirt report %t.devirt --format json | FileCheck %s

define swiftcc void @class_method(ptr swiftself %object) {
  %metadata = load ptr, ptr %object
  %slot = getelementptr inbounds i8, ptr %metadata, i64 80
  %f = load ptr, ptr %slot
  call swiftcc void %f(i64 1, ptr swiftself %object)
  ret void
}
define swiftcc void @witness(ptr %value, ptr %type, ptr %table) {
  %slot = getelementptr inbounds i8, ptr %table, i64 8
  %f = load ptr, ptr %slot
  call swiftcc void %f(ptr swiftself %value, ptr %type, ptr %table)
  ret void
}
define swiftcc void @closure_passed(ptr %f, ptr %context) {
  call swiftcc void %f(ptr swiftself %context)
  ret void
}
define swiftcc void @closure_loaded(ptr %pair) {
  %f = load ptr, ptr %pair
  %slot = getelementptr inbounds i8, ptr %pair, i64 8
  %context = load ptr, ptr %slot
  call swiftcc void %f(ptr swiftself %context)
  ret void
}

; CHECK: "id" : "class_method#0"
; CHECK-NEXT: "kind" : "swift-class-method"
; CHECK: "id" : "closure_loaded#0"
; CHECK-NEXT: "kind" : "swift-closure"
; CHECK: "id" : "closure_passed#0"
; CHECK-NEXT: "kind" : "swift-closure"
; CHECK: "id" : "witness#0"
; CHECK-NEXT: "kind" : "swift-witness"
