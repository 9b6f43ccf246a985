#ifndef CLLVM_SHIMS_ORC_REMOVAL_H
#define CLLVM_SHIMS_ORC_REMOVAL_H

#include "OrcSession.h"

LLVM_C_EXTERN_C_BEGIN

/// As `DevirtSessionAddObject`, for an object that can be removed. Other objects see only its
/// symbols in `names`: what objects share must stay. Hot code is placed with other hot code.
///
/// Returns a number for it, 0 if it failed. Takes `object` over.
uint64_t DevirtSessionAddRemovable(DevirtSessionRef session, LLVMMemoryBufferRef object,
                                   const char *const *names, size_t count, bool isHot,
                                   char **error);

/// Makes a group of definitions and objects that are removed together, by `DevirtSessionRemove`.
uint64_t DevirtSessionMakeGroup(DevirtSessionRef session);

/// As `DevirtSessionDefine`, in a group.
bool DevirtSessionDefineIn(DevirtSessionRef session, uint64_t group, const char *const *names,
                           const uint64_t *addresses, const bool *weak, size_t count,
                           char **error);

/// As `DevirtSessionAddObject`, in a group. Other objects see only its symbols in `names`; null: all.
bool DevirtSessionAddObjectIn(DevirtSessionRef session, uint64_t group,
                              LLVMMemoryBufferRef object, const char *const *names, size_t count,
                              char **error);

/// Removes an object or a group: frees its memory, and tells everybody who knows of it.
///
/// Requires: no code of it runs any more, and no other object that is linked or to be linked refers
/// to it.
bool DevirtSessionRemove(DevirtSessionRef session, uint64_t object, char **error);

/// The memory of a linked object.
typedef struct {
  /// All its code.
  uint64_t codeStart, codeEnd;
  /// Its variables.
  uint64_t dataStart, dataEnd;
  /// Bytes of these and of its constants.
  uint64_t size;
} DevirtObjectMemory;

/// That of the object with code at `address`; false if there is none.
bool DevirtSessionMemory(DevirtSessionRef session, uint64_t address, DevirtObjectMemory *memory);

LLVM_C_EXTERN_C_END

#endif
