; The mode and the profile's name are in the module's descriptor; sampled without a name by default.
; RUN: %instrument %s | FileCheck --check-prefix=SAMPLED %s
; RUN: %instrument %s --mode exact --profile-file 'run-%%p.devirtraw' | FileCheck --check-prefix=EXACT %s

define void @caller(ptr %f) {
  call void %f()
  ret void
}

; ..., slots, default_file, mode, reserved, state
; SAMPLED: @__devirt_module = {{.*}}, ptr null, ptr null, i32 0, i32 0, ptr null }
; EXACT-DAG: @__devirt_default_file = internal constant [17 x i8] c"run-%p.devirtraw\00"
; EXACT-DAG: @__devirt_module = {{.*}}, ptr null, ptr @__devirt_default_file, i32 1, i32 0, ptr null }
