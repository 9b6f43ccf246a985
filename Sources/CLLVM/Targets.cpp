#include "shims/Targets.h"

#include "llvm/Support/TargetSelect.h"

void DevirtInitializeTargets(void) {
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
}
