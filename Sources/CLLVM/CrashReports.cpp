#include "CrashReports.hpp"
#include "shims/CrashReports.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace devirt;

namespace {

constexpr int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
constexpr size_t stackSize = 256 << 10;
// Unwinding takes locks that the crashed code may hold.
constexpr unsigned patience = 3;

DevirtSessionRef session;
char program[4096];
char note[4096];
pthread_key_t reportStack;

// The thread that reports, the signal it does so for, and whether it is one that optimizes.
std::atomic<pid_t> reporter{0};
siginfo_t cause;
bool isOptimizer;
CrashStack stack;

// How far the report is.
enum class Phase { walking, writing };
volatile Phase phase;

pid_t thisThread() { return static_cast<pid_t>(syscall(SYS_gettid)); }

bool isOptimizerThread() {
  char name[17] = {};
  return prctl(PR_GET_NAME, name) == 0 && strncmp(name, "devirt-", 7) == 0;
}

// Sends this thread the signal as it came, with what core dumps tell of it, without a handler.
void sendAgain() {
  signal(cause.si_signo, SIG_DFL);
  if (syscall(SYS_rt_tgsigqueueinfo, getpid(), thisThread(), cause.si_signo, &cause) != 0)
    syscall(SYS_tgkill, getpid(), thisThread(), cause.si_signo);
}

void change(int how, int number) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, number);
  pthread_sigmask(how, &signals, nullptr);
}

[[noreturn]] void endNow() {
  change(SIG_UNBLOCK, cause.si_signo);
  sendAgain();
  // Not reached but by processes that signals cannot end, such as the first of a container.
  _exit(128 + cause.si_signo);
}

const char *meaning(int number) {
  switch (number) {
  case SIGSEGV:
    return "segmentation fault";
  case SIGBUS:
    return "bus error";
  case SIGILL:
    return "illegal instruction";
  case SIGFPE:
    return "arithmetic exception";
  case SIGABRT:
    return "aborted";
  default:
    return "trap";
  }
}

// True if the fault is close to the stack pointer: a stack that is used up.
bool isStackOverflow() {
  constexpr uintptr_t reach = 64 << 10;
  return reinterpret_cast<uintptr_t>(cause.si_addr) - (stack.top - reach) < 2 * reach;
}

void describe(CrashText &text, bool isOurs) {
  if (isOurs)
    text << "devirt: devirt crashed: ";
  else
    text << "devirt: " << program << " crashed: ";
  text << meaning(cause.si_signo);
  if (cause.si_code > 0) {
    // The kernel knows no address for some instructions.
    if ((cause.si_signo == SIGSEGV && cause.si_code != SI_KERNEL) || cause.si_signo == SIGBUS) {
      text << " at address ";
      text.hex(reinterpret_cast<uintptr_t>(cause.si_addr));
      if (cause.si_signo == SIGSEGV && isStackOverflow())
        text << ", stack overflow";
    }
  } else if (cause.si_pid != getpid()) {
    text << ", sent by process ";
    text.decimal(cause.si_pid);
  }
  text << "\n";
  text.flush();
}

void writeReport() {
  phase = Phase::writing;
  bool isOurs = stack.isOurs(isOptimizer);
  // A function that cannot be compiled when it is first called ends the process, having said why.
  if (isOurs && !isOptimizer && cause.si_signo == SIGABRT)
    return;
  CrashText text;
  describe(text, isOurs);
  size_t depth = isOurs ? stack.count : stack.programDepth();
  for (size_t i = 0; i < depth;) {
    text << "  #";
    text.decimal(i);
    text << (i < 10 ? "  " : " ");
    nameFrame(stack.frames[i], session, text);
    // Recursion.
    size_t first = i++;
    while (i < depth && stack.frames[i].address == stack.frames[first].address)
      ++i;
    if (i - first > 1) {
      text << ", ";
      text.decimal(i - first);
      text << " times";
    }
    text << "\n";
    text.flush();
  }
  if (stack.isCut && depth == stack.count)
    text << "  ...\n";
  if (isOptimizer)
    text << "  not the program's fault; --policy never runs it without the optimizer\n";
}

void writeNote() {
  CrashText text;
  text << note;
}

// For a walk that crashed, as over a broken heap or stack, or does not end.
[[noreturn]] void endWithWhatIsKnown() {
  if (phase == Phase::walking) {
    phase = Phase::writing;
    stack.scan(session);
    writeReport();
  }
  writeNote();
  endNow();
}

void expired(int) { endWithWhatIsKnown(); }

void handle(int, siginfo_t *info, void *context) {
  pid_t known = 0;
  if (!reporter.compare_exchange_strong(known, thisThread())) {
    if (known == thisThread())
      endWithWhatIsKnown();
    // Another thread crashed first and ends the process.
    for (;;)
      sleep(patience);
  }
  cause = *info;
  isOptimizer = isOptimizerThread();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGALRM, expired);
  change(SIG_UNBLOCK, SIGALRM);
  alarm(patience);
  stack.walk(session, cause, context);
  writeReport();
  writeNote();
  // Delivered on return, where the program was: core dumps show it there.
  change(SIG_BLOCK, cause.si_signo);
  sendAgain();
}

void freeStack(void *memory) {
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
  munmap(memory, stackSize);
}

// Lets the thread run out of its own stack.
void makeReportStack() {
  void *memory = mmap(nullptr, stackSize, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return;
  stack_t own = {};
  own.ss_sp = memory;
  own.ss_size = stackSize;
  if (sigaltstack(&own, nullptr) != 0 || pthread_setspecific(reportStack, memory) != 0)
    freeStack(memory);
}

// Runs in place of a thread's function, and is gone when that starts.
struct ThreadStart {
  void *(*start)(void *);
  void *argument;
};

void *startThread(void *data) {
  ThreadStart start = *static_cast<ThreadStart *>(data);
  free(data);
  makeReportStack();
  __attribute__((musttail)) return start.start(start.argument);
}

} // namespace

int DevirtCreateThread(DevirtThreadCreator create, void *thread, const void *attributes,
                       void *(*start)(void *), void *argument) {
  if (!session)
    return create(thread, attributes, start, argument);
  auto *data = static_cast<ThreadStart *>(malloc(sizeof(ThreadStart)));
  if (!data)
    return EAGAIN;
  *data = {start, argument};
  int code = create(thread, attributes, startThread, data);
  if (code != 0)
    free(data);
  return code;
}

void DevirtReportCrashes(DevirtSessionRef programSession, const char *name) {
  if (session || pthread_key_create(&reportStack, freeStack) != 0)
    return;
  strncpy(program, name, sizeof(program) - 1);
  session = programSession;
  makeReportStack();
  struct sigaction before;
  for (int number : crashes) {
    struct sigaction action = {};
    action.sa_sigaction = handle;
    // Signals within the report must arrive: it ends then.
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    if (sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
      sigaction(number, &action, nullptr);
  }
  // The Swift runtime has a handler for it.
  if (sigaction(SIGQUIT, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
    signal(SIGQUIT, SIG_DFL);
}

void DevirtSetCrashNote(const char *text) { strncpy(note, text, sizeof(note) - 1); }

void DevirtNameThread(const char *name) { pthread_setname_np(pthread_self(), name); }
