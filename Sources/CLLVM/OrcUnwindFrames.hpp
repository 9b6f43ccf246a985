// Tells the unwinder of linked code. For the shims only.
#ifndef DEVIRT_ORC_UNWIND_FRAMES_HPP
#define DEVIRT_ORC_UNWIND_FRAMES_HPP

#include "OrcLinkPasses.hpp"

namespace devirt {

// Takes the descriptions of frames from the platform, which would register each object with the
// unwinder, to where the unwinder finds them at once.
class UnwindFrames : public LinkPasses {
public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility &, llvm::jitlink::LinkGraph &,
                        llvm::jitlink::PassConfiguration &configuration) override;
};

} // namespace devirt

#endif
