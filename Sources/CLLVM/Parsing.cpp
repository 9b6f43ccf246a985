#include "shims/Parsing.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <cstring>

using namespace llvm;

static LLVMModuleRef fail(DevirtParseError *error, unsigned line, unsigned column,
                          const std::string &message) {
  *error = {line, column, strdup(message.c_str())};
  return nullptr;
}

LLVMModuleRef DevirtParseIR(LLVMContextRef context, const char *bytes, size_t size,
                            const char *name, DevirtParseError *error) {
  // The text parser needs a terminating zero; the copy provides it.
  auto buffer = MemoryBuffer::getMemBufferCopy(StringRef(bytes, size), name);
  auto *start = reinterpret_cast<const unsigned char *>(buffer->getBufferStart());
  if (isBitcode(start, start + size)) {
    Expected<std::unique_ptr<Module>> module =
        parseBitcodeFile(buffer->getMemBufferRef(), *unwrap(context));
    if (!module)
      return fail(error, 0, 0, toString(module.takeError()));
    return wrap(module->release());
  }
  SMDiagnostic diagnostic;
  auto module = parseAssembly(buffer->getMemBufferRef(), diagnostic, *unwrap(context));
  if (!module)
    return fail(error, diagnostic.getLineNo() > 0 ? diagnostic.getLineNo() : 0,
                diagnostic.getColumnNo() >= 0 ? diagnostic.getColumnNo() + 1 : 0,
                diagnostic.getMessage().str());
  return wrap(module.release());
}

bool DevirtIsBitcode(LLVMMemoryBufferRef buffer) {
  StringRef bytes = unwrap(buffer)->getBuffer();
  return isBitcode(bytes.bytes_begin(), bytes.bytes_end());
}

LLVMModuleRef DevirtParseLazily(LLVMContextRef context, LLVMMemoryBufferRef buffer,
                                DevirtParseError *error) {
  auto module = getLazyBitcodeModule(unwrap(buffer)->getMemBufferRef(), *unwrap(context));
  if (!module)
    return fail(error, 0, 0, toString(module.takeError()));
  return wrap(module->release());
}

static bool failed(Error problem, char **message) {
  if (!problem)
    return false;
  *message = strdup(toString(std::move(problem)).c_str());
  return true;
}

bool DevirtMaterialize(LLVMValueRef reference, char **message) {
  Function &function = *unwrap<Function>(reference);
  if (!function.isMaterializable())
    return true;
  if (failed(function.materialize(), message))
    return false;
  std::string complaint;
  raw_string_ostream stream(complaint);
  if (!verifyFunction(function, &stream))
    return true;
  *message = strdup((function.getName() + ": " + stream.str()).str().c_str());
  return false;
}

bool DevirtMaterializeAll(LLVMModuleRef module, char **message) {
  return !failed(unwrap(module)->materializeAll(), message);
}
