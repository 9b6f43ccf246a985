#ifndef CLLVM_SHIMS_PGO_LAYOUT_H
#define CLLVM_SHIMS_PGO_LAYOUT_H

#include "shims/Pipelines.h"

#include <llvm-c/ExternC.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Types.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// An indirect call, by the numbers its `!devirt.site` metadata has; both are UINT32_MAX without.
typedef struct {
  uint32_t function, ordinal;
} DevirtPGOSite;

/// A function as LLVM's profile instrumentation numbers it.
typedef struct {
  const char *name;  ///< the name profiles know it by
  size_t nameLength;
  uint64_t hash;  ///< of its control flow
  uint32_t counters;
  uint32_t memorySites;        ///< value sites of memory intrinsics
  const DevirtPGOSite *sites;  ///< indirect calls, in the order of value sites
  size_t siteCount;
} DevirtPGOFunction;

typedef void (*DevirtPGOVisitor)(const DevirtPGOFunction *function, void *context);

/// Runs the default pipeline of `level` as clang does for `-fprofile-generate`, up to LLVM's
/// instrumentation, and visits the functions it instruments, in module order. The module is of no
/// use afterwards.
///
/// `early` is called at the pipeline-early-simplification extension point; it may be null.
void DevirtVisitPGOLayout(LLVMModuleRef module, LLVMTargetMachineRef machine, unsigned level,
                          DevirtModuleHook early, DevirtPGOVisitor visit, void *context);

LLVM_C_EXTERN_C_END

#endif
