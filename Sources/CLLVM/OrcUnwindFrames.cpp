#include "OrcUnwindFrames.hpp"

#include "FrameLookup.hpp"

#include "llvm/ExecutionEngine/Orc/Shared/AllocationActions.h"

using namespace llvm;
using namespace llvm::jitlink;
using namespace llvm::orc;
using namespace llvm::orc::shared;
using namespace devirt;

using Range = SPSArgList<SPSExecutorAddrRange>;

// Actions of the memory manager, when an object is complete and when its memory is given back.
template <void (*change)(StringRef)>
static CWrapperFunctionBuffer act(const char *data, size_t size) {
  return WrapperFunction<SPSError(SPSExecutorAddrRange)>::handle(
             data, size,
             [](ExecutorAddrRange range) -> Error {
               change(StringRef(range.Start.toPtr<const char *>(), range.size()));
               return Error::success();
             })
      .release();
}

void UnwindFrames::modifyPassConfig(MaterializationResponsibility &, LinkGraph &,
                                    PassConfiguration &configuration) {
  if (!isAskedForFrames())
    return;
  // After debuggers looked for the section, before the platform does.
  configuration.PostFixupPasses.push_back([](LinkGraph &graph) -> Error {
    Section *section = graph.findSectionByName(".eh_frame");
    if (!section || section->blocks().empty())
      return Error::success();
    auto range = SectionRange(*section).getRange();
    auto add = WrapperFunctionCall::Create<Range>(ExecutorAddr::fromPtr(&act<addFrames>), range);
    if (!add)
      return add.takeError();
    auto remove =
        WrapperFunctionCall::Create<Range>(ExecutorAddr::fromPtr(&act<removeFrames>), range);
    if (!remove)
      return remove.takeError();
    graph.allocActions().push_back({std::move(*add), std::move(*remove)});
    // Under another name the platform does not find it.
    Section &settled = graph.createSection("devirt.frames", section->getMemProt());
    graph.mergeSections(settled, *section);
    return Error::success();
  });
}
