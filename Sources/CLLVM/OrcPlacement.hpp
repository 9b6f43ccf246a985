// Where code goes in memory. For the shims only.
#ifndef DEVIRT_ORC_PLACEMENT_HPP
#define DEVIRT_ORC_PLACEMENT_HPP

#include "OrcLinkPasses.hpp"

#include <atomic>

namespace devirt {

// Objects begin on pages of their own, and most hold one function: without this all hot functions
// would compete for the same few sets of the instruction cache. Their code begins in turn at each
// cache line of the page.
class Placement : public LinkPasses {
public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility &, llvm::jitlink::LinkGraph &,
                        llvm::jitlink::PassConfiguration &configuration) override;

private:
  std::atomic<unsigned> objects{0};
};

} // namespace devirt

#endif
