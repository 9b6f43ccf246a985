#include "shims/IndexedProfiles.h"

#include "llvm/ProfileData/InstrProfReader.h"
#include "llvm/ProfileData/InstrProfWriter.h"
#include "llvm/Support/CBindingWrapping.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <csignal>
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

static char *text(Error error) { return strdup(toString(std::move(error)).c_str()); }

static void visitRecord(const NamedInstrProfRecord &record, InstrProfSymtab &names,
                        DevirtProfiledFunctionVisitor visit, void *context) {
  SmallVector<size_t, 8> counts;
  SmallVector<DevirtProfiledTarget, 16> targets;
  uint32_t sites = record.getNumValueSites(IPVK_IndirectCallTarget);
  for (uint32_t site = 0; site < sites; ++site) {
    auto values = record.getValueArrayForSite(IPVK_IndirectCallTarget, site);
    counts.push_back(values.size());
    for (const InstrProfValueData &value : values) {
      StringRef name = value.Value ? names.getFuncOrVarName(value.Value) : StringRef();
      targets.push_back(
          {value.Value, value.Count, name.empty() ? nullptr : name.data(), name.size()});
    }
  }
  DevirtProfiledFunction function = {record.Name.data(),
                                     record.Name.size(),
                                     record.Hash,
                                     uint32_t(record.Counts.size()),
                                     record.getNumValueSites(IPVK_MemOPSize),
                                     sites,
                                     counts.data(),
                                     targets.data()};
  visit(&function, context);
}

static char *visitProfile(const char *data, size_t length, DevirtProfiledFunctionVisitor visit,
                          void *context) {
  auto buffer = MemoryBuffer::getMemBuffer(StringRef(data, length), "profile");
  if (!IndexedInstrProfReader::hasFormat(*buffer))
    return strdup("not an indexed profile of LLVM");
  auto reader = IndexedInstrProfReader::create(std::move(buffer));
  if (!reader)
    return text(reader.takeError());
  if (!(*reader)->isIRLevelProfile())
    return strdup("a profile of clang's front end (-fprofile-instr-generate): it has no targets");
  InstrProfSymtab &names = (*reader)->getSymtab();
  NamedInstrProfRecord record;
  for (;;) {
    Error error = (*reader)->readNextRecord(record);
    if (!error) {
      visitRecord(record, names, visit, context);
      continue;
    }
    instrprof_error kind = InstrProfError::take(std::move(error)).first;
    return kind == instrprof_error::eof ? nullptr
                                        : text(make_error<InstrProfError>(kind));
  }
}

// LLVM trusts the numbers in a profile and crashes where they are wrong. A child with the same
// memory goes first.
static bool isSafe(const char *data, size_t length) {
  constexpr unsigned patience = 60;
  pid_t child = fork();
  if (child < 0)
    return true;
  if (child == 0) {
    for (int number : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGALRM})
      signal(number, SIG_DFL);
    alarm(patience);
    close(STDERR_FILENO);
    free(visitProfile(data, length, [](const DevirtProfiledFunction *, void *) {}, nullptr));
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status);
}

char *DevirtVisitIndexedProfile(const char *data, size_t length,
                                DevirtProfiledFunctionVisitor visit, void *context) {
  return isSafe(data, length) ? visitProfile(data, length, visit, context)
                              : strdup("damaged: LLVM's reader crashes");
}

struct DevirtOpaqueProfileWriter {
  InstrProfWriter writer;
};

DevirtProfileWriterRef DevirtCreateProfileWriter(void) {
  auto *result = new DevirtOpaqueProfileWriter();
  consumeError(result->writer.mergeProfileKind(InstrProfKind::IRInstrumentation));
  return result;
}

void DevirtDisposeProfileWriter(DevirtProfileWriterRef writer) { delete writer; }

void DevirtAddProfiledFunction(DevirtProfileWriterRef writer,
                               const DevirtProfiledFunction *function) {
  NamedInstrProfRecord record(StringRef(function->name, function->nameLength), function->hash,
                              std::vector<uint64_t>(function->counters));
  record.reserveSites(IPVK_IndirectCallTarget, function->siteCount);
  const DevirtProfiledTarget *target = function->targets;
  for (uint32_t site = 0; site < function->siteCount; ++site) {
    SmallVector<InstrProfValueData, 8> values;
    for (size_t i = 0; i < function->targetCounts[site]; ++i, ++target)
      if (values.size() < 255)
        values.push_back({target->guid, target->count});
    record.addValueData(IPVK_IndirectCallTarget, site, values, nullptr);
  }
  record.reserveSites(IPVK_MemOPSize, function->memorySites);
  for (uint32_t site = 0; site < function->memorySites; ++site)
    record.addValueData(IPVK_MemOPSize, site, {}, nullptr);
  writer->writer.addRecord(std::move(record), [](Error error) { consumeError(std::move(error)); });
}

LLVMMemoryBufferRef DevirtWriteIndexedProfile(DevirtProfileWriterRef writer) {
  return wrap(writer->writer.writeBuffer().release());
}
