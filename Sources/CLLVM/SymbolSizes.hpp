// Objects that JITLink would refuse. For the shims only.
#ifndef DEVIRT_SYMBOL_SIZES_HPP
#define DEVIRT_SYMBOL_SIZES_HPP

#include "llvm/Support/MemoryBuffer.h"

namespace devirt {

// Makes symbols of an ELF object end where their sections do. swiftc names parts of constants by
// aliases of types that are larger than the part; JITLink takes no symbol beyond its section.
void clampSymbolSizes(llvm::WritableMemoryBuffer &object);

} // namespace devirt

#endif
