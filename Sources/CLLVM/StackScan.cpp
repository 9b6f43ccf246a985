#include "shims/StackScan.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Why a scan shows all code that a thread may go on in, but for code that it enters anew:
//
// - Frames are known by return addresses, which are on the stack. So are those of frames that
//   exceptions and `longjmp` lead to: they are below the thread's present one. Registers of frames
//   that signals interrupted are on the stack, too.
// - Code of a version is entered through a cell or with the answer to a loop. Where its address is
//   loaded into a register, the next instructions jump there (the loads are atomic, inserted in
//   front of the call after all optimizations of the IR, and never moved): no system call is
//   between, and no hook but the one of first calls, which saves all registers on the stack.
// - The calling thread's registers are put on its stack. Those of a thread in a system call are not
//   seen, so answers on their way to loops are counted.

namespace {

// Loops that are being answered, in all threads.
std::atomic<unsigned> answers{0};
std::atomic<DevirtLoopAnswer> answerer{nullptr};

// When it returns a caller goes there at once.
uintptr_t askLoop(uint64_t token, uint32_t label, int32_t *counters) {
  answers.fetch_add(1);
  uintptr_t result = answerer.load(std::memory_order_acquire)(token, label, counters);
  answers.fetch_sub(1);
  return result;
}

#if defined(__linux__) && defined(__x86_64__) && defined(__GLIBC__)

extern "C" void *__libc_stack_end;

struct Ranges {
  const DevirtCodeRange *begin;
  size_t count;
  bool *found;

  void note(uintptr_t word) const {
    if (count == 0 || word < begin->start || word > begin[count - 1].end)
      return;
    auto *after = std::upper_bound(
        begin, begin + count, word,
        [](uintptr_t word, const DevirtCodeRange &range) { return word < range.start; });
    // The end of one may be the start of the next.
    for (auto *range = after; range != begin && (range - 1)->end >= word; --range)
      found[range - 1 - begin] = true;
  }
};

// Leaves may use so much below the stack pointer.
constexpr uintptr_t redZone = 128;
constexpr uintptr_t largestStack = 64 << 20;

// A thread's descriptor is at the end of its stack, and has the list of robust mutexes in it. That
// of the main thread is elsewhere.
uintptr_t stackEnd(int thread) {
  if (thread == getpid())
    return reinterpret_cast<uintptr_t>(__libc_stack_end);
  void *list = nullptr;
  size_t length;
  if (syscall(SYS_get_robust_list, thread, &list, &length) != 0)
    return 0;
  return reinterpret_cast<uintptr_t>(list);
}

// Through the system: false at a page that cannot be read, so the pointer was not in this stack.
bool scan(uintptr_t pointer, uintptr_t end, const Ranges &ranges) {
  pointer = (pointer - redZone) & ~uintptr_t(7);
  end &= ~uintptr_t(7);
  if (pointer >= end || end - pointer > largestStack)
    return false;
  uintptr_t words[512];
  while (pointer < end) {
    size_t size = std::min<uintptr_t>(end - pointer, sizeof(words));
    iovec to = {words, size}, from = {reinterpret_cast<void *>(pointer), size};
    if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != static_cast<ssize_t>(size))
      return false;
    for (size_t i = 0; i < size / sizeof(*words); ++i)
      ranges.note(words[i]);
    pointer += size;
  }
  return true;
}

// Apart from its caller: the bounds of ranges are in registers here.
__attribute__((noinline)) bool scanFrom(uintptr_t pointer, const DevirtCodeRange *ranges,
                                        size_t count, bool *found) {
  return scan(pointer + redZone, stackEnd(DevirtThreadNumber()), {ranges, count, found});
}

// The text of a file of the system; empty if there is none, or it is longer.
struct Text {
  char data[4096];
  size_t length = 0;

  Text(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
      ssize_t size;
      while (length < sizeof(data) - 1 &&
             (size = read(file, data + length, sizeof(data) - 1 - length)) > 0)
        length += size;
      close(file);
    }
    if (length == sizeof(data) - 1)
      length = 0;
    data[length] = 0;
  }

  // The number behind a title, or -1.
  long number(const char *title) const {
    const char *place = strstr(data, title);
    return place ? atol(place + strlen(title)) : -1;
  }
};

Text threadFile(int thread, const char *name) {
  char path[64];
  snprintf(path, sizeof(path), "/proc/self/task/%d/%s", thread, name);
  return Text(path);
}

// How often a thread was taken from the processor. It has not run between two moments at which it
// was blocked if this is the same: it would have been taken off again.
struct Switches {
  long voluntary, other;

  explicit Switches(int thread) {
    Text status = threadFile(thread, "status");
    voluntary = status.number("\nvoluntary_ctxt_switches:");
    other = status.number("\nnonvoluntary_ctxt_switches:");
  }

  bool areKnown() const { return voluntary >= 0 && other >= 0; }
  bool operator==(const Switches &also) const {
    return voluntary == also.voluntary && other == also.other;
  }
};

// A child that shares the memory may run on this thread's stack: `clone`, `vfork`, `clone3`.
bool sharesStack(unsigned long call) { return call == 56 || call == 58 || call == 435; }

bool isOwnProc() {
  char target[16] = {};
  return readlink("/proc/self", target, sizeof(target) - 1) > 0 && atoi(target) == getpid();
}

std::vector<int> listOnce() {
  std::vector<int> threads;
  DIR *directory = opendir("/proc/self/task");
  if (!directory)
    return threads;
  while (dirent *entry = readdir(directory))
    if (int thread = atoi(entry->d_name))
      threads.push_back(thread);
  closedir(directory);
  std::sort(threads.begin(), threads.end());
  return threads;
}

#endif

} // namespace

DevirtLoopAnswer DevirtLoopHook(DevirtLoopAnswer answer) {
  answerer.store(answer, std::memory_order_release);
  return askLoop;
}

#if defined(__linux__) && defined(__x86_64__) && defined(__GLIBC__)

int DevirtThreadNumber() { return syscall(SYS_gettid); }

__attribute__((noinline)) bool DevirtScanOwnStack(const DevirtCodeRange *ranges, size_t count,
                                                  bool *found) {
  // Registers that callers keep values in are saved in this frame.
  __builtin_unwind_init();
  uintptr_t pointer;
  asm volatile("movq %%rsp, %0" : "=r"(pointer));
  bool isKnown = scanFrom(pointer, ranges, count, found);
  asm volatile(""); // no tail call
  return isKnown;
}

bool DevirtScanThread(int thread, const DevirtCodeRange *ranges, size_t count, bool *found) {
  Switches before(thread);
  Text call = threadFile(thread, "syscall");
  unsigned long number, pointer, place;
  // "running", or outside of a call: its number is -1.
  if (!before.areKnown() || call.data[0] < '0' || call.data[0] > '9' ||
      sscanf(call.data, "%lu %*x %*x %*x %*x %*x %*x %lx %lx", &number, &pointer, &place) != 3 ||
      sharesStack(number))
    return false;
  Ranges all{ranges, count, found};
  all.note(place);
  uintptr_t end = stackEnd(thread);
  if (!end || !scan(pointer, end, all) || answers.load() != 0)
    return false;
  Text after = threadFile(thread, "syscall");
  return strcmp(call.data, after.data) == 0 && Switches(thread) == before;
}

bool DevirtIsOnForeignStack() {
  thread_local uintptr_t start = 0, end = 0;
  if (!end) {
    pthread_attr_t attributes;
    void *place;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
      return false;
    if (pthread_attr_getstack(&attributes, &place, &size) == 0) {
      start = reinterpret_cast<uintptr_t>(place);
      end = start + size;
    }
    pthread_attr_destroy(&attributes);
  }
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (here >= start && here < end)
    return false;
  stack_t handlers;
  return sigaltstack(nullptr, &handlers) == 0 && !(handlers.ss_flags & SS_ONSTACK);
}

size_t DevirtListThreads(int *threads, size_t capacity) {
  // Directories of threads that end meanwhile may skip others. Threads listed twice lived between,
  // and if there were no more than they are, they were all.
  if (!isOwnProc())
    return 0;
  std::vector<int> first = listOnce();
  long count = Text("/proc/self/status").number("\nThreads:");
  if (first.size() > capacity || count != static_cast<long>(first.size()) || first != listOnce())
    return 0;
  std::copy(first.begin(), first.end(), threads);
  return first.size();
}

#else

// Elsewhere calls may leave return addresses in registers, or what is blocked where is not known.
int DevirtThreadNumber() { return 0; }
bool DevirtIsOnForeignStack() { return false; }
bool DevirtScanOwnStack(const DevirtCodeRange *, size_t, bool *) { return false; }
bool DevirtScanThread(int, const DevirtCodeRange *, size_t, bool *) { return false; }
size_t DevirtListThreads(int *, size_t) { return 0; }

#endif
