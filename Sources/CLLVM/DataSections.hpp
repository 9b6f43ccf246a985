// How the data of a module is laid out. For the shims only.
#ifndef DEVIRT_DATA_SECTIONS_HPP
#define DEVIRT_DATA_SECTIONS_HPP

#include "llvm/IR/Module.h"

namespace devirt {

// Makes the sections of a module of data such that JITLink takes them.
void arrangeData(llvm::Module &data);

} // namespace devirt

#endif
