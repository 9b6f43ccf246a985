// What Swift's runtime needs to know of a module. For the shims only.
#ifndef DEVIRT_SWIFT_IMAGES_HPP
#define DEVIRT_SWIFT_IMAGES_HPP

#include "llvm/IR/Module.h"

namespace devirt {

// Makes the first constructor of a Swift module tell the runtime where its metadata is: types,
// protocols and conformances are looked up there. Does nothing for other modules.
void registerSwiftImage(llvm::Module &module);

} // namespace devirt

#endif
