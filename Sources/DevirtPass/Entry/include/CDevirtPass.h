// What the two halves of the pass plugin know of each other. No C++ here.
#ifndef CDEVIRTPASS_H
#define CDEVIRTPASS_H

#include <llvm-c/ExternC.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// The plugin's LLVM options (`-devirt-...`). Strings are never null, and valid during a call.
typedef struct {
  /// Path of the profile to optimize with.
  const char *use;
  /// `sampled` or `exact`.
  const char *mode;
  /// `functions` or `vtables`.
  const char *record;
  /// Name pattern of the file the program writes; empty: the runtime's default.
  const char *profileFile;
  /// `guards` or `vp`.
  const char *emit;
  /// A list of the files the module was compiled from; empty: no bodies are kept for other modules.
  const char *dependencies;
  /// Identifies the options the module is compiled with.
  const char *compilation;
  /// Rewrites to do, or negative: all.
  int limit;
  /// Check every rewrite.
  bool verify;
} DevirtPassOptions;

/// Where in a pipeline a pass runs: `InstrumentationPoint`.
typedef enum { DevirtPassAsIs = 0, DevirtPassEarly = 1 } DevirtPassPoint;

// The Swift half. `module` is an LLVMModuleRef; true if it was changed. Failures become diagnostics
// of the module's context.

// Before counters are added: keeps what recorders and other files must know of the module as it is.
bool DevirtPassKeep(void *module, DevirtPassPoint point, const DevirtPassOptions *options);

bool DevirtPassInstrument(void *module, DevirtPassPoint point, const DevirtPassOptions *options);
bool DevirtPassOptimize(void *module, DevirtPassPoint point, const DevirtPassOptions *options);

LLVM_C_EXTERN_C_END

#endif
