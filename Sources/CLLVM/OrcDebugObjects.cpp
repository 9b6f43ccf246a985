#include "OrcObservers.hpp"

#include "llvm/ADT/StringSet.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/Object/ELF.h"

using namespace llvm;
using namespace llvm::object;

// The GDB JIT interface: debuggers stop in the function and read the list. In libLLVM, where
// debuggers find the two.
extern "C" jit_descriptor __jit_debug_descriptor;
extern "C" void __jit_debug_register_code();

namespace devirt {

// Guards the list; sessions link on several threads.
static std::mutex descriptorLock;

static void tellDebugger(jit_actions_t action, jit_code_entry *entry) {
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_register_code();
}

// Debuggers are to show `f`, whatever its version: users know it under this name.
static void dropVersions(const ELFFile<ELF64LE> &file, const ELF64LE::Shdr &table) {
  auto symbols = file.symbols(&table);
  auto names = file.getStringTableForSymtab(table);
  if (!symbols || !names) {
    consumeError(symbols.takeError());
    consumeError(names.takeError());
    return;
  }
  for (const ELF64LE::Sym &symbol : *symbols) {
    if (symbol.getType() != ELF::STT_FUNC || symbol.st_name >= names->size())
      continue;
    StringRef name = names->data() + symbol.st_name;
    // Names that are the end of others end there, too: they have the same suffix.
    if (auto parts = parseVersionName(name))
      const_cast<char &>(name.data()[parts->function.size()]) = 0;
  }
}

std::unique_ptr<DebugObject> DebugObject::create(MemoryBufferRef object) {
  if (object.getBufferSize() < ELF::EI_NIDENT)
    return nullptr;
  if (getElfArchType(object.getBuffer()) !=
      std::pair<unsigned char, unsigned char>(ELF::ELFCLASS64, ELF::ELFDATA2LSB))
    return nullptr;
  auto result = std::make_unique<DebugObject>();
  result->image.reset(new char[object.getBufferSize()]);
  llvm::copy(object.getBuffer(), result->image.get());
  result->entry.symfile_addr = result->image.get();
  result->entry.symfile_size = object.getBufferSize();
  return result;
}

void DebugObject::placeSections(jitlink::LinkGraph &graph) {
  auto file = ELFFile<ELF64LE>::create(StringRef(entry.symfile_addr, entry.symfile_size));
  if (!file)
    return consumeError(file.takeError());
  auto sections = file->sections();
  if (!sections)
    return consumeError(sections.takeError());
  StringSet<> seen;
  for (const ELF64LE::Shdr &section : *sections) {
    if (section.sh_type == ELF::SHT_SYMTAB)
      dropVersions(*file, section);
    if (!(section.sh_flags & ELF::SHF_ALLOC))
      continue;
    auto name = file->getSectionName(section);
    if (!name) {
      consumeError(name.takeError());
      continue;
    }
    // Sections of one name are one in memory: where the further ones begin is not known.
    jitlink::Section *linked = graph.findSectionByName(*name);
    if (linked && seen.insert(*name).second)
      const_cast<ELF64LE::Shdr &>(section).sh_addr =
          jitlink::SectionRange(*linked).getStart().getValue();
  }
}

void DebugObject::announce() {
  std::lock_guard<std::mutex> guard(descriptorLock);
  entry.next_entry = __jit_debug_descriptor.first_entry;
  if (entry.next_entry)
    entry.next_entry->prev_entry = &entry;
  __jit_debug_descriptor.first_entry = &entry;
  isAnnounced = true;
  tellDebugger(JIT_REGISTER_FN, &entry);
}

DebugObject::~DebugObject() {
  if (!isAnnounced)
    return;
  std::lock_guard<std::mutex> guard(descriptorLock);
  if (entry.prev_entry)
    entry.prev_entry->next_entry = entry.next_entry;
  else
    __jit_debug_descriptor.first_entry = entry.next_entry;
  if (entry.next_entry)
    entry.next_entry->prev_entry = entry.prev_entry;
  tellDebugger(JIT_UNREGISTER_FN, &entry);
}

} // namespace devirt
