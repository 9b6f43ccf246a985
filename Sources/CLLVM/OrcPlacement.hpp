// Where code goes in memory. For the shims only.
#ifndef DEVIRT_ORC_PLACEMENT_HPP
#define DEVIRT_ORC_PLACEMENT_HPP

#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"

#include <atomic>

namespace devirt {

// Objects begin on pages of their own, and most hold one function: without this all hot functions
// would compete for the same few sets of the instruction cache. Their code begins in turn at each
// cache line of the page.
class Placement : public llvm::orc::ObjectLinkingLayer::Plugin {
public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility &, llvm::jitlink::LinkGraph &,
                        llvm::jitlink::PassConfiguration &configuration) override;

  llvm::Error notifyFailed(llvm::orc::MaterializationResponsibility &) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey,
                                   llvm::orc::ResourceKey) override {}

private:
  std::atomic<unsigned> objects{0};
};

} // namespace devirt

#endif
