#include "CrashReports.hpp"
#include "shims/OrcObservers.h"

#include <dlfcn.h>
#include <errno.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

namespace devirt {

namespace {

// The registers of a signal's context that a walk starts from.
struct Registers {
  explicit Registers(void *context) : context(static_cast<ucontext_t *>(context)) {}

#if defined(__x86_64__)
  greg_t &pc() { return context->uc_mcontext.gregs[REG_RIP]; }
  greg_t &top() { return context->uc_mcontext.gregs[REG_RSP]; }

  /// As if the call that led here had returned. Within the call: a return address may be behind the
  /// end of its function.
  void popCall() {
    pc() = *reinterpret_cast<greg_t *>(top()) - 1;
    top() += sizeof(greg_t);
  }
#elif defined(__aarch64__)
  unsigned long long &pc() { return context->uc_mcontext.pc; }
  unsigned long long &top() { return context->uc_mcontext.sp; }
  void popCall() { pc() = context->uc_mcontext.regs[30] - 4; }
#else
#error "devirt: no walks from signals for this architecture yet"
#endif

  ucontext_t *context;
};

// Where this program, and not a library, is in memory.
const void *ourBase() {
  Dl_info ours;
  return dladdr(reinterpret_cast<void *>(&ourBase), &ours) ? ours.dli_fbase : nullptr;
}

struct Walk {
  CrashStack &stack;
  DevirtSessionRef session;
  const void *ourBase;
  uintptr_t start;
  bool isStarted = false;
};

CrashFrame::Owner owner(const Walk &walk, uintptr_t address) {
  uint64_t offset;
  if (DevirtSessionFindSymbol(walk.session, address, nullptr, 0, &offset))
    return CrashFrame::Owner::program;
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(address), &info) && info.dli_fbase == walk.ourBase)
    return CrashFrame::Owner::process;
  return CrashFrame::Owner::other;
}

void add(Walk &walk, uintptr_t address) {
  CrashStack &stack = walk.stack;
  if (stack.count == CrashStack::capacity)
    stack.isCut = true;
  else
    stack.frames[stack.count++] = {address, owner(walk, address)};
}

_Unwind_Reason_Code visit(_Unwind_Context *context, void *data) {
  auto &walk = *static_cast<Walk *>(data);
  int isExact = 0;
  uintptr_t address = _Unwind_GetIPInfo(context, &isExact);
  // The handler's own frames come first. The one interrupted is known.
  if (walk.isStarted)
    add(walk, isExact ? address : address - 1);
  walk.isStarted |= isExact && address == walk.start;
  return walk.stack.isCut || address == 0 ? _URC_END_OF_STACK : _URC_NO_REASON;
}

} // namespace

void CrashStack::walk(DevirtSessionRef session, const siginfo_t &cause, void *context) {
  Registers registers(context);
  auto saved = registers.context->uc_mcontext;
  uintptr_t place = registers.pc();
  top = registers.top();
  Walk walk{*this, session, ourBase(), place};
  add(walk, place);
  bool isNoCode = (cause.si_signo == SIGSEGV || cause.si_signo == SIGBUS) && cause.si_code > 0 &&
                  reinterpret_cast<uintptr_t>(cause.si_addr) == place;
  if (isNoCode) {
    // The caller of what is no function is where the story begins.
    registers.popCall();
    walk.start = registers.pc();
    add(walk, walk.start);
  }
  _Unwind_Backtrace(visit, &walk);
  registers.context->uc_mcontext = saved;
}

void CrashStack::scan(DevirtSessionRef session) {
  Walk walk{*this, session, ourBase(), 0};
  uintptr_t words[32];
  uintptr_t place = top & ~(sizeof(words) - 1);
  // Through the system: the stack may end before the reach of the scan.
  for (int i = 0; i < 64 && !isCut; ++i, place += sizeof(words)) {
    iovec to = {words, sizeof(words)}, from = {reinterpret_cast<void *>(place), sizeof(words)};
    if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != sizeof(words))
      return;
    for (uintptr_t word : words)
      if (!isCut && owner(walk, word - 1) == CrashFrame::Owner::program)
        add(walk, word - 1);
  }
}

bool CrashStack::isOurs(bool isOptimizer) const {
  if (isOptimizer)
    return true;
  for (size_t i = 0; i < count; ++i)
    if (frames[i].owner != CrashFrame::Owner::other)
      return frames[i].owner == CrashFrame::Owner::process;
  return false;
}

size_t CrashStack::programDepth() const {
  for (size_t depth = count; depth > 0; --depth)
    if (frames[depth - 1].owner == CrashFrame::Owner::program)
      return depth;
  return count;
}

CrashText &CrashText::operator<<(const char *text) {
  for (; *text; ++text) {
    if (length == sizeof(buffer))
      flush();
    buffer[length++] = *text;
  }
  return *this;
}

CrashText &CrashText::digits(uint64_t number, unsigned base) {
  char text[24] = {};
  char *first = text + sizeof(text) - 1;
  do
    *--first = "0123456789abcdef"[number % base];
  while (number /= base);
  return *this << (base == 16 ? "0x" : "") << first;
}

void CrashText::flush() {
  for (size_t done = 0; done < length;) {
    ssize_t written = write(STDERR_FILENO, buffer + done, length - done);
    if (written <= 0 && errno != EINTR)
      break;
    if (written > 0)
      done += written;
  }
  length = 0;
}

} // namespace devirt
