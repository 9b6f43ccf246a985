#include "shims/OrcRemoval.h"

#include "OrcSession.hpp"
#include "SymbolSizes.hpp"

#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/Process.h"

using namespace llvm;
using namespace llvm::object;
using namespace llvm::orc;
using namespace devirt;

// Makes all symbols but `names` local. Weak ones, such as pointers to personality functions, would
// be found in the first object that has them by all later ones.
static Error hideSymbols(WritableMemoryBuffer &object, const StringSet<> &names) {
  auto file = ELFFile<ELF64LE>::create(StringRef(object.getBufferStart(), object.getBufferSize()));
  if (!file)
    return file.takeError();
  auto sections = file->sections();
  if (!sections)
    return sections.takeError();
  for (const ELF64LE::Shdr &section : *sections) {
    if (section.sh_type != ELF::SHT_SYMTAB)
      continue;
    auto symbols = file->symbols(&section);
    if (!symbols)
      return symbols.takeError();
    auto texts = file->getStringTableForSymtab(section);
    if (!texts)
      return texts.takeError();
    for (const ELF64LE::Sym &symbol : *symbols) {
      auto name = symbol.getName(*texts);
      if (!name)
        return name.takeError();
      if (symbol.isDefined() && symbol.getBinding() != ELF::STB_LOCAL && !names.contains(*name))
        const_cast<ELF64LE::Sym &>(symbol).setBinding(ELF::STB_LOCAL);
    }
  }
  return Error::success();
}

uint64_t DevirtSessionAddRemovable(DevirtSessionRef session, LLVMMemoryBufferRef object,
                                   const char *const *names, size_t count, char **error) {
  std::unique_ptr<MemoryBuffer> original(unwrap(object));
  uint64_t number = ++session->objects;
  auto copy = WritableMemoryBuffer::getNewUninitMemBuffer(original->getBufferSize(),
                                                          "devirt." + Twine(number));
  llvm::copy(original->getBuffer(), copy->getBufferStart());
  clampSymbolSizes(*copy);
  StringSet<> kept;
  for (size_t i = 0; i < count; ++i)
    kept.insert(names[i]);
  if (!report(hideSymbols(*copy, kept), error))
    return 0;
  LLJIT &jit = *session->jit;
  ResourceTrackerSP tracker = jit.getMainJITDylib().createResourceTracker();
  if (!report(jit.addObjectFile(tracker, std::move(copy)), error))
    return 0;
  std::lock_guard<std::mutex> guard(session->lock);
  session->removable[number] = std::move(tracker);
  return number;
}

bool DevirtSessionRemove(DevirtSessionRef session, uint64_t object, char **error) {
  ResourceTrackerSP tracker;
  {
    std::lock_guard<std::mutex> guard(session->lock);
    auto known = session->removable.find(object);
    if (known == session->removable.end())
      return true;
    tracker = std::move(known->second);
    session->removable.erase(known);
  }
  return report(tracker->remove(), error);
}

bool DevirtSessionMemory(DevirtSessionRef session, uint64_t address, uint64_t *start,
                         uint64_t *end) {
  ExecutorAddrRange memory = session->symbols->memory(address);
  uint64_t page = sys::Process::getPageSizeEstimate();
  *start = alignDown(memory.Start.getValue(), page);
  *end = alignTo(memory.End.getValue(), page);
  return !memory.empty();
}
