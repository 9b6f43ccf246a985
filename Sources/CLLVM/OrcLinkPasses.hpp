// Plugins that only add passes to the linking of objects. For the shims only.
#ifndef DEVIRT_ORC_LINK_PASSES_HPP
#define DEVIRT_ORC_LINK_PASSES_HPP

#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"

namespace devirt {

// Keeps nothing about objects, so it need not hear what becomes of them.
class LinkPasses : public llvm::orc::ObjectLinkingLayer::Plugin {
public:
  llvm::Error notifyFailed(llvm::orc::MaterializationResponsibility &) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey,
                                   llvm::orc::ResourceKey) override {}
};

} // namespace devirt

#endif
