// Those who watch what a session links: the symbol table, debuggers, profilers.
#ifndef CLLVM_ORC_OBSERVERS_HPP
#define CLLVM_ORC_OBSERVERS_HPP

#include "Readers.hpp"
#include "shims/OrcObservers.h"
#include "shims/OrcRemoval.h"

#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/Orc/TargetProcess/JITLoaderGDB.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace devirt {

/// The functions of one linked object.
struct FunctionTable {
  struct Function {
    uint64_t start;
    uint64_t size;
    size_t name;
    size_t nameLength;
  };

  explicit FunctionTable(llvm::jitlink::LinkGraph &graph);

  /// The one with code at `address`, or null.
  const Function *at(uint64_t address) const;

  llvm::StringRef name(const Function &function) const {
    return llvm::StringRef(names).substr(function.name, function.nameLength);
  }

  /// By address.
  std::vector<Function> functions;
  std::string names;
  /// The end of the last function.
  uint64_t end = 0;
  /// Of the whole object.
  DevirtObjectMemory memory = {};

  /// In the list of the session.
  std::atomic<FunctionTable *> next{nullptr};
  FunctionTable *previous = nullptr;
};

/// All functions of a session: a list that is read without locks, as lookups are rare and may come
/// from signal handlers, at any moment. Tables that were taken out live on while there are readers.
class SymbolTable {
public:
  ~SymbolTable();

  void add(llvm::orc::ResourceKey key, std::unique_ptr<FunctionTable> table);

  /// Forgets the code of a resource; its memory may be used again.
  void remove(llvm::orc::ResourceKey key);
  void transfer(llvm::orc::ResourceKey from, llvm::orc::ResourceKey to);

  bool find(uint64_t address, char *name, size_t capacity, uint64_t *offset) const;

  /// The memory of the object with code at `address`, if there is one.
  std::optional<DevirtObjectMemory> memory(uint64_t address) const;

private:
  template <typename Visit> bool visit(uint64_t address, Visit visit) const;

  std::atomic<FunctionTable *> first{nullptr};
  mutable Readers readers;

  std::mutex lock; // of those who change the list
  llvm::DenseMap<llvm::orc::ResourceKey, std::vector<FunctionTable *>> tables;
  std::vector<std::unique_ptr<FunctionTable>> removed;
};

/// A copy of an object that debuggers read, with the addresses its sections have in memory.
/// Destroying it takes it from the debugger.
///
/// In place of `ELFDebugObjectPlugin`, whose objects debuggers still read when they are gone.
class DebugObject {
public:
  /// Null if the object is none that the debugger could read.
  static std::unique_ptr<DebugObject> create(llvm::MemoryBufferRef object);
  ~DebugObject();

  void placeSections(llvm::jitlink::LinkGraph &graph);

  /// Tells the debugger; code of the object did not run yet.
  void announce();

private:
  std::unique_ptr<char[]> image;
  jit_code_entry entry{};
  bool isAnnounced = false;
};

/// A file of this process for profilers, shared by its sessions. It grows by whole objects, each
/// there before its code runs; when it cannot grow it ends with the last whole object.
class ProfilerFile {
public:
  virtual ~ProfilerFile();

  void add(const FunctionTable &table);

  /// `/tmp/perf-<pid>.map`: lines of start, size and name, which perf reads at the end.
  static llvm::Expected<std::shared_ptr<ProfilerFile>> perfMap();

  /// `jit-<pid>.dump` in a new directory below `$JITDUMPDIR` or the home directory: functions with
  /// their code, for `perf inject --jit`.
  ///
  /// In place of `PerfSupportPlugin`, which fails every link if the file cannot be made, and which
  /// only one session of a process may use.
  static llvm::Expected<std::shared_ptr<ProfilerFile>> jitDump();

protected:
  ProfilerFile(std::string path, int file, size_t size);

  virtual void append(const FunctionTable &table, std::string &text) = 0;

  const std::string path;
  const int file;

private:
  /// Processes that fork go on with other code at the same addresses.
  const int process;
  std::mutex lock;
  size_t size;
  bool isFull = false;
};

/// Whatever watches a session; added to its linking layer before anything is linked.
llvm::Expected<std::unique_ptr<llvm::orc::ObjectLinkingLayer::Plugin>>
makeObserver(std::shared_ptr<SymbolTable> symbols, unsigned observers);

/// What the linkage name of a version consists of: `f` and `1` for `f$1.0`, or for `f.m0$1.0` if it
/// was a local function. Nothing for other names.
struct VersionName {
  llvm::StringRef function;
  llvm::StringRef version;
};
std::optional<VersionName> parseVersionName(llvm::StringRef name);

std::string readableName(llvm::StringRef name);

} // namespace devirt

#endif
