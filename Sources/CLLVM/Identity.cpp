#include "shims/Identity.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/StructuralHash.h"
#include "llvm/Support/MD5.h"

using namespace llvm;

uint64_t DevirtStructuralHash(LLVMValueRef function) {
  return StructuralHash(*unwrap<Function>(function), /*DetailedHash=*/true);
}

uint64_t DevirtGUID(const char *name, size_t length) { return MD5Hash(StringRef(name, length)); }
