// Reports of crashes: everything here may run in a signal handler, on one thread of the process.
#ifndef CLLVM_CRASH_REPORTS_HPP
#define CLLVM_CRASH_REPORTS_HPP

#include "shims/OrcSession.h"

#include <signal.h>

namespace devirt {

/// A place in code that the crashed thread was at or would have returned to.
struct CrashFrame {
  enum class Owner { program, process, other };

  uintptr_t address;
  Owner owner;
};

/// The youngest frames of a thread.
struct CrashStack {
  static constexpr size_t capacity = 64;

  CrashFrame frames[capacity];
  size_t count = 0;
  /// There are more frames.
  bool isCut = false;
  /// Where the stack of the interrupted thread ends.
  uintptr_t top = 0;

  /// Walks the stack of the thread that a signal interrupted, which is the calling one. Frames are
  /// there as they are found: what broke the program may break the walk.
  void walk(DevirtSessionRef session, const siginfo_t &cause, void *context);

  /// Adds what looks like frames of the program, without unwinding.
  void scan(DevirtSessionRef session);

  /// Whether this process's own code is at fault, and not that of the program. A thread that
  /// optimizes never runs the program, and its stack may be too broken to tell.
  bool isOurs(bool isOptimizer) const;

  /// How many frames belong to the program or were called by it.
  size_t programDepth() const;
};

/// Text for standard error, written as it fills.
class CrashText {
public:
  ~CrashText() { flush(); }

  CrashText &operator<<(const char *text);
  CrashText &hex(uint64_t number) { return digits(number, 16); }
  CrashText &decimal(uint64_t number) { return digits(number, 10); }
  void flush();

private:
  CrashText &digits(uint64_t number, unsigned base);

  char buffer[512];
  size_t length = 0;
};

/// Writes what code is at a frame: `f(int) [v1] + 0x10`.
void nameFrame(const CrashFrame &frame, DevirtSessionRef session, CrashText &text);


} // namespace devirt

#endif
