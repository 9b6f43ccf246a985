#ifndef CLLVM_SHIMS_NATIVE_NAMES_H
#define CLLVM_SHIMS_NATIVE_NAMES_H

#include <llvm-c/ExternC.h>
#include <stdbool.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// What the dynamic linker knows about an address; strings live as long as the object is loaded.
typedef struct DevirtNativeName {
  /// The path of the object.
  const char *object;
  /// The symbol at exactly that address, or null.
  const char *symbol;
  /// From the start of the object.
  uint64_t offset;
} DevirtNativeName;

/// Returns false if no object is there.
bool DevirtFindNativeName(uint64_t address, DevirtNativeName *name);

LLVM_C_EXTERN_C_END

#endif
