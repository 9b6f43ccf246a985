#include "OrcPlacement.hpp"

using namespace llvm;
using namespace llvm::jitlink;
using namespace devirt;

// Pages and cache lines of the processors served; larger ones lose nothing but the effect.
static constexpr unsigned page = 4096, line = 64;
// Coprime to the number of lines in a page: neighbours in time are not neighbours in the cache.
static constexpr unsigned step = 11;

void Placement::modifyPassConfig(orc::MaterializationResponsibility &, LinkGraph &,
                                 PassConfiguration &configuration) {
  unsigned offset = objects++ * step * line % page;
  configuration.PostPrunePasses.push_back([offset](LinkGraph &graph) {
    Section *section = nullptr;
    for (Section &candidate : graph.sections())
      if ((candidate.getMemProt() & orc::MemProt::Exec) != orc::MemProt::None &&
          !candidate.blocks().empty() &&
          (!section || candidate.getOrdinal() < section->getOrdinal()))
        section = &candidate;
    if (!section)
      return Error::success();
    Block *first = *section->blocks().begin();
    for (Block *block : section->blocks())
      if (block->getAddress() < first->getAddress())
        first = block;
    if (first->getAlignment() <= line && first->getAlignmentOffset() == 0) {
      first->setAlignment(page);
      first->setAlignmentOffset(offset);
    }
    return Error::success();
  });
}
