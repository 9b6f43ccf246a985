#ifndef CLLVM_SHIMS_INDEXED_PROFILES_H
#define CLLVM_SHIMS_INDEXED_PROFILES_H

#include <llvm-c/Core.h>
#include <llvm-c/ExternC.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// A target of an indirect call in LLVM's profile.
typedef struct {
  uint64_t guid;  ///< MD5 of its name; 0: outside the program
  uint64_t count;
  const char *name;  ///< null if the profile does not know it
  size_t nameLength;
} DevirtProfiledTarget;

/// A function of LLVM's profile.
typedef struct {
  const char *name;
  size_t nameLength;
  uint64_t hash;
  uint32_t counters;
  uint32_t memorySites;
  uint32_t siteCount;                   ///< indirect calls
  const size_t *targetCounts;           ///< of each site
  const DevirtProfiledTarget *targets;  ///< of all sites, one after the other
} DevirtProfiledFunction;

typedef void (*DevirtProfiledFunctionVisitor)(const DevirtProfiledFunction *function,
                                              void *context);

/// Visits the functions of an indexed profile (`.profdata`) of LLVM's IR instrumentation; null, or
/// why it cannot be read, freed by the caller with `free`. What is visited lives during the visit.
/// Forks: a damaged profile crashes a child.
///
/// Requires: `data` is null-terminated at `length`.
char *DevirtVisitIndexedProfile(const char *data, size_t length,
                                DevirtProfiledFunctionVisitor visit, void *context);

typedef struct DevirtOpaqueProfileWriter *DevirtProfileWriterRef;

/// Collects functions for an indexed profile. The caller frees it with
/// `DevirtDisposeProfileWriter`.
DevirtProfileWriterRef DevirtCreateProfileWriter(void);
void DevirtDisposeProfileWriter(DevirtProfileWriterRef writer);

/// Adds a function whose counters are all 0; names of targets are not read. At most 255 targets of
/// a site are kept.
void DevirtAddProfiledFunction(DevirtProfileWriterRef writer,
                               const DevirtProfiledFunction *function);

/// The profile, freed by the caller.
LLVMMemoryBufferRef DevirtWriteIndexedProfile(DevirtProfileWriterRef writer);

LLVM_C_EXTERN_C_END

#endif
