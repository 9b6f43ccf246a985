#include "OrcObservers.hpp"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"

#include <cstring>

using namespace llvm;
using namespace llvm::jitlink;
using namespace llvm::orc;

namespace devirt {

static void extend(uint64_t &start, uint64_t &end, ExecutorAddrRange range) {
  start = end == 0 ? range.Start.getValue() : std::min(start, range.Start.getValue());
  end = std::max(end, range.End.getValue());
}

FunctionTable::FunctionTable(LinkGraph &graph) {
  std::vector<std::pair<uint64_t, const Symbol *>> symbols;
  size_t bytes = 0;
  for (const Symbol *symbol : graph.defined_symbols()) {
    if (!symbol->hasName() || !symbol->isCallable() || symbol->getSize() == 0)
      continue;
    symbols.push_back({symbol->getAddress().getValue(), symbol});
    bytes += (*symbol->getName()).size();
  }
  llvm::sort(symbols, llvm::less_first());
  functions.reserve(symbols.size());
  names.reserve(bytes);
  for (auto &[start, symbol] : symbols) {
    StringRef name = *symbol->getName();
    functions.push_back({start, symbol->getSize(), names.size(), name.size()});
    names += name;
    end = std::max<uint64_t>(end, start + symbol->getSize());
  }
  for (const Section &section : graph.sections()) {
    if (section.getMemLifetime() != MemLifetime::Standard || section.blocks().empty())
      continue;
    ExecutorAddrRange range = SectionRange(section).getRange();
    memory.size += range.size();
    if ((section.getMemProt() & MemProt::Exec) != MemProt::None)
      extend(memory.codeStart, memory.codeEnd, range);
    else if ((section.getMemProt() & MemProt::Write) != MemProt::None)
      extend(memory.dataStart, memory.dataEnd, range);
  }
}

const FunctionTable::Function *FunctionTable::at(uint64_t address) const {
  if (functions.empty() || address < functions.front().start || address >= end)
    return nullptr;
  auto after = llvm::upper_bound(functions, address, [](uint64_t address, auto &function) {
    return address < function.start;
  });
  const Function &function = *--after;
  return address - function.start < function.size ? &function : nullptr;
}

SymbolTable::~SymbolTable() {
  for (FunctionTable *table = first, *next; table; table = next) {
    next = table->next;
    delete table;
  }
}

void SymbolTable::add(ResourceKey key, std::unique_ptr<FunctionTable> owned) {
  std::lock_guard<std::mutex> guard(lock);
  FunctionTable *table = owned.release(), *second = first.load();
  table->next.store(second);
  if (second)
    second->previous = table;
  first.store(table);
  tables[key].push_back(table);
}

void SymbolTable::remove(ResourceKey key) {
  std::lock_guard<std::mutex> guard(lock);
  auto known = tables.find(key);
  if (known == tables.end())
    return;
  for (FunctionTable *table : known->second) {
    FunctionTable *next = table->next.load();
    (table->previous ? table->previous->next : first).store(next);
    if (next)
      next->previous = table->previous;
    // Its own link stays for readers.
    removed.emplace_back(table);
  }
  tables.erase(known);
  // Who comes now does not find them.
  if (readers.areNone())
    removed.clear();
}

void SymbolTable::transfer(ResourceKey from, ResourceKey to) {
  std::lock_guard<std::mutex> guard(lock);
  auto known = tables.find(from);
  if (known == tables.end())
    return;
  auto moved = std::move(known->second);
  tables.erase(known);
  append_range(tables[to], moved);
}

template <typename Visit> bool SymbolTable::visit(uint64_t address, Visit visit) const {
  Readers::Guard guard(readers);
  bool isFound = false;
  for (const FunctionTable *table = first.load(); table && !isFound; table = table->next.load())
    if (const FunctionTable::Function *function = table->at(address)) {
      visit(*table, *function);
      isFound = true;
    }
  return isFound;
}

bool SymbolTable::find(uint64_t address, char *name, size_t capacity, uint64_t *offset) const {
  return visit(address, [&](const FunctionTable &table, const FunctionTable::Function &function) {
    *offset = address - function.start;
    if (capacity == 0)
      return;
    size_t length = std::min(function.nameLength, capacity - 1);
    memcpy(name, table.names.data() + function.name, length);
    name[length] = 0;
  });
}

std::optional<DevirtObjectMemory> SymbolTable::memory(uint64_t address) const {
  std::optional<DevirtObjectMemory> result;
  visit(address, [&](const FunctionTable &table, const FunctionTable::Function &) {
    result = table.memory;
  });
  return result;
}

static bool isNumber(StringRef text) { return !text.empty() && all_of(text, isDigit); }

std::optional<VersionName> parseVersionName(StringRef name) {
  size_t start = name.rfind('$');
  if (start == StringRef::npos)
    return std::nullopt;
  auto [version, module] = name.substr(start + 1).split('.');
  if (!isNumber(version) || !isNumber(module))
    return std::nullopt;
  StringRef function = name.take_front(start);
  auto [local, suffix] = function.rsplit(".m");
  return VersionName{suffix == module ? local : function, version};
}

std::string readableName(StringRef name) {
  auto parts = parseVersionName(name);
  return parts ? demangle(parts->function) + " [v" + parts->version.str() + "]" : demangle(name);
}

namespace {

class Observer : public ObjectLinkingLayer::Plugin {
public:
  Observer(std::shared_ptr<SymbolTable> symbols, bool makesDebugObjects,
           std::vector<std::shared_ptr<ProfilerFile>> files)
      : symbols(std::move(symbols)), makesDebugObjects(makesDebugObjects),
        files(std::move(files)) {}

  void notifyMaterializing(MaterializationResponsibility &responsibility, LinkGraph &,
                           JITLinkContext &, MemoryBufferRef object) override {
    if (!makesDebugObjects)
      return;
    if (auto copy = DebugObject::create(object)) {
      std::lock_guard<std::mutex> guard(lock);
      links[&responsibility].object = std::move(copy);
    }
  }

  void modifyPassConfig(MaterializationResponsibility &responsibility, LinkGraph &,
                        PassConfiguration &passes) override {
    // Addresses are final then; whether the link succeeds is not.
    passes.PostFixupPasses.push_back([this, &responsibility](LinkGraph &graph) {
      auto functions = std::make_unique<FunctionTable>(graph);
      std::lock_guard<std::mutex> guard(lock);
      Link &link = links[&responsibility];
      link.functions = std::move(functions);
      if (link.object)
        link.object->placeSections(graph);
      return Error::success();
    });
  }

  Error notifyEmitted(MaterializationResponsibility &responsibility) override {
    Link link;
    {
      std::lock_guard<std::mutex> guard(lock);
      auto known = links.find(&responsibility);
      if (known == links.end())
        return Error::success();
      link = std::move(known->second);
      links.erase(known);
    }
    for (auto &file : files)
      file->add(*link.functions);
    if (link.object)
      link.object->announce();
    return responsibility.withResourceKeyDo([&](ResourceKey key) {
      symbols->add(key, std::move(link.functions));
      if (!link.object)
        return;
      std::lock_guard<std::mutex> guard(lock);
      objects[key].push_back(std::move(link.object));
    });
  }

  Error notifyFailed(MaterializationResponsibility &responsibility) override {
    std::lock_guard<std::mutex> guard(lock);
    links.erase(&responsibility);
    return Error::success();
  }

  Error notifyRemovingResources(JITDylib &, ResourceKey key) override {
    symbols->remove(key);
    std::lock_guard<std::mutex> guard(lock);
    objects.erase(key);
    return Error::success();
  }

  void notifyTransferringResources(JITDylib &, ResourceKey to, ResourceKey from) override {
    symbols->transfer(from, to);
    std::lock_guard<std::mutex> guard(lock);
    auto moved = objects.find(from);
    if (moved == objects.end())
      return;
    auto taken = std::move(moved->second);
    objects.erase(moved);
    for (auto &object : taken)
      objects[to].push_back(std::move(object));
  }

private:
  /// What is known of an object while it is linked.
  struct Link {
    std::unique_ptr<FunctionTable> functions;
    std::unique_ptr<DebugObject> object;
  };

  const std::shared_ptr<SymbolTable> symbols;
  const bool makesDebugObjects;
  const std::vector<std::shared_ptr<ProfilerFile>> files;

  std::mutex lock;
  DenseMap<MaterializationResponsibility *, Link> links;
  DenseMap<ResourceKey, std::vector<std::unique_ptr<DebugObject>>> objects;
};

} // namespace

Expected<std::unique_ptr<ObjectLinkingLayer::Plugin>>
makeObserver(std::shared_ptr<SymbolTable> symbols, unsigned observers) {
  std::vector<std::shared_ptr<ProfilerFile>> files;
  auto add = [&](Expected<std::shared_ptr<ProfilerFile>> file) -> Error {
    if (!file)
      return file.takeError();
    files.push_back(std::move(*file));
    return Error::success();
  };
  if (observers & DevirtObservePerfMap)
    if (Error problem = add(ProfilerFile::perfMap()))
      return std::move(problem);
  if (observers & DevirtObserveJitDump)
    if (Error problem = add(ProfilerFile::jitDump()))
      return std::move(problem);
  return std::make_unique<Observer>(std::move(symbols), (observers & DevirtObserveGDB) != 0,
                                    std::move(files));
}

} // namespace devirt

char *DevirtReadableSymbol(const char *name) {
  return strdup(devirt::readableName(name).c_str());
}
