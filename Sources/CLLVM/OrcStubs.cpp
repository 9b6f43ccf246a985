#include "shims/OrcStubs.h"

#include "llvm/ExecutionEngine/Orc/OrcABISupport.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Memory.h"
#include "llvm/Support/Process.h"

#include <cstring>
#include <string>

using namespace llvm;
using namespace llvm::orc;

#if defined(__x86_64__)
using ABI = OrcX86_64_SysV;
#elif defined(__aarch64__)
using ABI = OrcAArch64;
#else
#error "devirt: no stubs for this architecture yet"
#endif

// Layout: resolver code, trampolines, stubs; then, writable, the cells.
struct DevirtOpaqueStubs {
  size_t count = 0;
  DevirtStubResolver resolve = nullptr;
  void *context = nullptr;
  sys::OwningMemoryBlock memory;
  char *trampolines = nullptr, *stubs = nullptr;
  uint64_t *cells = nullptr;
};

// A trampoline calls the resolver code, which saves the argument registers and calls this with the
// address of the trampoline.
static void *reenter(void *context, void *trampoline) {
  auto *block = static_cast<DevirtOpaqueStubs *>(context);
  size_t stub = (static_cast<char *>(trampoline) - block->trampolines) / ABI::TrampolineSize;
  uint64_t answer = block->resolve(stub, block->context);
  // Last of all: the caller goes there at once, so that it need not be known to be on its way.
  uint64_t target = DevirtStubTarget(block, stub);
  return reinterpret_cast<void *>(
      target == reinterpret_cast<uint64_t>(trampoline) ? answer : target);
}

DevirtStubsRef DevirtCreateStubs(size_t count, DevirtStubResolver resolve, void *context,
                                 char **error) {
  size_t page = sys::Process::getPageSizeEstimate();
  size_t resolver = alignTo(ABI::ResolverCodeSize, 16);
  // writeTrampolines puts the resolver's address behind the last one.
  size_t trampolines = alignTo(count * ABI::TrampolineSize + sizeof(void *), 16);
  size_t code = alignTo(resolver + trampolines + count * ABI::StubSize, page);
  size_t cells = alignTo(count * sizeof(uint64_t), page);

  auto block = std::make_unique<DevirtOpaqueStubs>();
  block->count = count;
  block->resolve = resolve;
  block->context = context;
  std::error_code problem;
  block->memory = sys::OwningMemoryBlock(sys::Memory::allocateMappedMemory(
      code + cells, nullptr, sys::Memory::MF_READ | sys::Memory::MF_WRITE, problem));
  if (problem) {
    *error = strdup(problem.message().c_str());
    return nullptr;
  }
  char *base = static_cast<char *>(block->memory.base());
  block->trampolines = base + resolver;
  block->stubs = base + resolver + trampolines;
  block->cells = reinterpret_cast<uint64_t *>(base + code);

  ABI::writeResolverCode(base, ExecutorAddr::fromPtr(base), ExecutorAddr::fromPtr(&reenter),
                         ExecutorAddr::fromPtr(block.get()));
  ABI::writeTrampolines(block->trampolines, ExecutorAddr::fromPtr(block->trampolines),
                        ExecutorAddr::fromPtr(base), count);
  ABI::writeIndirectStubsBlock(block->stubs, ExecutorAddr::fromPtr(block->stubs),
                               ExecutorAddr::fromPtr(block->cells), count);
  for (size_t i = 0; i < count; ++i)
    block->cells[i] = reinterpret_cast<uint64_t>(block->trampolines + i * ABI::TrampolineSize);
  problem = sys::Memory::protectMappedMemory(sys::MemoryBlock(base, code),
                                             sys::Memory::MF_READ | sys::Memory::MF_EXEC);
  if (problem) {
    *error = strdup(problem.message().c_str());
    return nullptr;
  }
  return block.release();
}

void DevirtDisposeStubs(DevirtStubsRef stubs) { delete stubs; }

uint64_t DevirtStubAddress(DevirtStubsRef stubs, size_t stub) {
  return reinterpret_cast<uint64_t>(stubs->stubs + stub * ABI::StubSize);
}

void DevirtRedirectStub(DevirtStubsRef stubs, size_t stub, uint64_t address) {
  __atomic_store_n(&stubs->cells[stub], address, __ATOMIC_RELEASE);
}

uint64_t DevirtStubTarget(DevirtStubsRef stubs, size_t stub) {
  return __atomic_load_n(&stubs->cells[stub], __ATOMIC_ACQUIRE);
}

static_assert(ABI::StubSize == sizeof(uint64_t), "stubs and cells are equally far apart");

uint64_t DevirtStubsLayout(DevirtStubsRef stubs, uint64_t *size, uint64_t *cells) {
  *size = stubs->count * ABI::StubSize;
  *cells = reinterpret_cast<uint64_t>(stubs->cells);
  return reinterpret_cast<uint64_t>(stubs->stubs);
}

size_t DevirtStubsSize(DevirtStubsRef stubs) { return stubs->memory.allocatedSize(); }
