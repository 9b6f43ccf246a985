#include "CrashReports.hpp"
#include "OrcObservers.hpp"

#include "llvm/Demangle/ItaniumDemangle.h"

#include <dlfcn.h>
#include <setjmp.h>

using namespace llvm;

namespace devirt {

namespace {

// Memory of the demangler: the program's heap may be what is broken.
char nodes[1 << 20];
size_t nodesUsed;
sigjmp_buf outOfNodes;

class Arena {
public:
  void reset() { nodesUsed = 0; }

  template <typename T, typename... Args> T *makeNode(Args &&...arguments) {
    return new (allocate(sizeof(T))) T(std::forward<Args>(arguments)...);
  }

  void *allocateNodeArray(size_t count) {
    return allocate(count * sizeof(itanium_demangle::Node *));
  }

private:
  void *allocate(size_t size) {
    size_t start = nodesUsed;
    nodesUsed += alignTo(size, alignof(std::max_align_t));
    if (nodesUsed > sizeof(nodes))
      siglongjmp(outOfNodes, 1);
    return nodes + start;
  }
};

using Parser = itanium_demangle::ManglingParser<Arena>;

// Long enough for all but names made to explode.
char readable[1 << 20];
char linkage[4096];
alignas(Parser) char parser[sizeof(Parser)];

// `name`, demangled if it can be. Never frees what it made: the process ends.
const char *readableForm(StringRef name) {
  if (sigsetjmp(outOfNodes, 0) == 0) {
    auto *made = new (parser) Parser(name.begin(), name.end());
    if (name.starts_with("_Z"))
      if (itanium_demangle::Node *tree = made->parse()) {
        itanium_demangle::OutputBuffer output(readable, sizeof(readable));
        tree->print(output);
        readable[std::min(output.getCurrentPosition(), sizeof(readable) - 1)] = 0;
        return readable;
      }
  }
  size_t length = std::min(name.size(), sizeof(readable) - 1);
  memcpy(readable, name.data(), length);
  readable[length] = 0;
  return readable;
}

} // namespace

void nameFrame(const CrashFrame &frame, DevirtSessionRef session, CrashText &text) {
  uint64_t offset;
  if (DevirtSessionFindSymbol(session, frame.address, linkage, sizeof(linkage), &offset)) {
    auto version = parseVersionName(linkage);
    text << readableForm(version ? version->function : linkage);
    if (version) {
      char number[16] = {};
      memcpy(number, version->version.data(), std::min<size_t>(version->version.size(), 15));
      text << " [v" << number << "]";
    }
    text << " + ";
    text.hex(offset);
    return;
  }
  Dl_info info;
  if (!dladdr(reinterpret_cast<void *>(frame.address), &info) || !info.dli_fname) {
    text.hex(frame.address);
    return;
  }
  bool isNamed = info.dli_sname && info.dli_saddr;
  if (isNamed)
    text << readableForm(info.dli_sname) << " + ";
  const void *start = isNamed ? info.dli_saddr : info.dli_fbase;
  text.hex(frame.address - reinterpret_cast<uintptr_t>(start));
  const char *slash = strrchr(info.dli_fname, '/');
  text << " in " << (slash ? slash + 1 : info.dli_fname);
}

} // namespace devirt
