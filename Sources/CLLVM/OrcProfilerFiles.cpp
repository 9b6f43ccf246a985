#include "OrcObservers.hpp"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

using namespace llvm;

namespace devirt {

static Error cannotWrite(StringRef path, std::error_code code) {
  return createStringError(code, path + ": cannot write: " + code.message());
}

static std::error_code lastError() { return std::error_code(errno, std::generic_category()); }

// Whole or an error.
static bool writeAll(int file, StringRef text) {
  while (!text.empty()) {
    ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    text = text.drop_front(written);
  }
  return true;
}

ProfilerFile::ProfilerFile(std::string path, int file, size_t size)
    : path(std::move(path)), file(file), process(getpid()), size(size) {}

ProfilerFile::~ProfilerFile() { close(file); }

void ProfilerFile::add(const FunctionTable &table) {
  if (getpid() != process)
    return;
  std::lock_guard<std::mutex> guard(lock);
  if (isFull)
    return;
  std::string text;
  append(table, text);
  if (writeAll(file, text)) {
    size += text.size();
    return;
  }
  // The program goes on: its result matters more than its profile.
  std::string cause = lastError().message();
  isFull = true;
  if (ftruncate(file, size) != 0)
    unlink(path.c_str());
  dprintf(STDERR_FILENO, "devirt: warning: %s: profile is not complete: %s\n", path.c_str(),
          cause.c_str());
}

// The one file of the process: made by the first session, shared by those that come while it lives.
template <typename File>
static Expected<std::shared_ptr<ProfilerFile>> shared(Expected<std::shared_ptr<File>> (*make)()) {
  static std::mutex lock;
  static std::weak_ptr<ProfilerFile> known;
  std::lock_guard<std::mutex> guard(lock);
  if (auto file = known.lock())
    return file;
  auto made = make();
  if (!made)
    return made.takeError();
  known = *made;
  return std::shared_ptr<ProfilerFile>(std::move(*made));
}

namespace {

class PerfMap : public ProfilerFile {
public:
  static Expected<std::shared_ptr<PerfMap>> make() {
    static pid_t maker = 0;
    // The path is fixed by perf.
    std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    if (maker != getpid()) {
      // Left by another process of this number, or planted in a directory open to all.
      unlink(path.c_str());
      flags |= O_EXCL;
    }
    int file = open(path.c_str(), flags, 0600);
    if (file < 0)
      return cannotWrite(path, lastError());
    maker = getpid();
    off_t size = lseek(file, 0, SEEK_END);
    return std::shared_ptr<PerfMap>(new PerfMap(path, file, size));
  }

protected:
  using ProfilerFile::ProfilerFile;

  void append(const FunctionTable &table, std::string &text) override {
    for (const FunctionTable::Function &function : table.functions) {
      std::string name = readableName(table.name(function));
      for (char &character : name)
        if (!isPrint(character) && static_cast<unsigned char>(character) < 0x80)
          character = '?';
      text += utohexstr(function.start, true) + " " + utohexstr(function.size, true) + " " + name +
              "\n";
    }
  }
};

// Linux, tools/perf/Documentation/jitdump-specification.txt.
class JitDump : public ProfilerFile {
public:
  static Expected<std::shared_ptr<JitDump>> make() {
    SmallString<128> path;
    if (const char *chosen = getenv("JITDUMPDIR"))
      path = chosen;
    else if (!sys::path::home_directory(path))
      path = ".";
    sys::path::append(path, ".debug", "jit");
    if (std::error_code code = sys::fs::create_directories(path))
      return cannotWrite(path, code);
    sys::path::append(path, "devirt-XXXXXX");
    if (!mkdtemp(const_cast<char *>(path.c_str())))
      return cannotWrite(path, lastError());
    std::string directory = path.str().str();
    sys::path::append(path, "jit-" + std::to_string(getpid()) + ".dump");
    int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    std::string header = makeHeader();
    // perf sees the mapping of a file of this name, executable as of code, and so finds the file.
    void *marker = MAP_FAILED;
    if (file >= 0 && writeAll(file, header))
      marker = mmap(nullptr, sysconf(_SC_PAGESIZE), PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
    if (marker == MAP_FAILED) {
      std::error_code code = lastError();
      if (file >= 0)
        close(file);
      unlink(path.c_str());
      rmdir(directory.c_str());
      return cannotWrite(path, code);
    }
    auto result =
        std::shared_ptr<JitDump>(new JitDump(path.str().str(), file, header.size()));
    result->marker = marker;
    return result;
  }

  ~JitDump() override { munmap(marker, sysconf(_SC_PAGESIZE)); }

protected:
  using ProfilerFile::ProfilerFile;

  void append(const FunctionTable &table, std::string &text) override {
    for (const FunctionTable::Function &function : table.functions) {
      std::string name = readableName(table.name(function));
      size_t total = 16 + 8 + 4 * 8 + name.size() + 1 + function.size;
      put<uint32_t>(text, 0); // JIT_CODE_LOAD
      put<uint32_t>(text, total);
      put<uint64_t>(text, now());
      put<uint32_t>(text, getpid());
      put<uint32_t>(text, syscall(SYS_gettid));
      put<uint64_t>(text, function.start); // in memory
      put<uint64_t>(text, function.start); // when it was generated
      put<uint64_t>(text, function.size);
      put<uint64_t>(text, index++);
      text.append(name.c_str(), name.size() + 1);
      text.append(reinterpret_cast<const char *>(function.start), function.size);
    }
  }

private:
  template <typename T> static void put(std::string &text, T value) {
    text.append(reinterpret_cast<const char *>(&value), sizeof(value));
  }

  // The clock of `perf record -k mono`.
  static uint64_t now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * UINT64_C(1000000000) + time.tv_nsec;
  }

  static std::string makeHeader() {
    std::string text;
    put<uint32_t>(text, 0x4A695444); // "JiTD"
    put<uint32_t>(text, 1);          // version
    put<uint32_t>(text, 40);         // size of the header
#if defined(__aarch64__)
    put<uint32_t>(text, 183); // EM_AARCH64
#else
    put<uint32_t>(text, 62); // EM_X86_64
#endif
    put<uint32_t>(text, 0);
    put<uint32_t>(text, getpid());
    put<uint64_t>(text, now());
    put<uint64_t>(text, 0); // flags
    return text;
  }

  void *marker = nullptr;
  uint64_t index = 0;
};

} // namespace

Expected<std::shared_ptr<ProfilerFile>> ProfilerFile::perfMap() { return shared(PerfMap::make); }

Expected<std::shared_ptr<ProfilerFile>> ProfilerFile::jitDump() { return shared(JitDump::make); }

} // namespace devirt
