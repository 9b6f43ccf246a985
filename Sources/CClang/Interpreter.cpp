#include "CClang.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Type.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Interpreter/IncrementalExecutor.h"
#include "clang/Interpreter/Interpreter.h"
#include "clang/Interpreter/PartialTranslationUnit.h"
#include "clang/Interpreter/Value.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <map>

static_assert(CLANG_VERSION_MAJOR == 22, "Devirt needs clang 22");

using namespace clang;
using namespace llvm;

namespace {

Error asError(char *text) {
  if (!text)
    return Error::success();
  std::string copy = text;
  free(text);
  return createStringError(inconvertibleErrorCode(), "%s", copy.c_str());
}

bool report(Error problem, char **error) {
  if (!problem)
    return true;
  *error = strdup(toString(std::move(problem)).c_str());
  return false;
}

// Hands inputs on. The number of an input stands for its module, which goes when it is handed on.
class Executor : public IncrementalExecutor {
public:
  explicit Executor(const DevirtExecutor &client) : client(client) {}

  Error addModule(PartialTranslationUnit &input) override {
    uint64_t number = ++last;
    rename(*input.TheModule, number);
    SmallString<0> bitcode;
    raw_svector_ostream stream(bitcode);
    WriteBitcodeToFile(*input.TheModule, stream);
    input.TheModule.reset();
    Error problem = asError(client.add(client.context, number,
                                       reinterpret_cast<const uint8_t *>(bitcode.data()),
                                       bitcode.size()));
    if (!problem)
      numbers[&input] = number;
    return problem;
  }

  Error removeModule(PartialTranslationUnit &input) override {
    auto known = numbers.find(&input);
    if (known == numbers.end())
      return Error::success();
    Error problem = asError(client.remove(client.context, known->second));
    if (!problem)
      numbers.erase(known);
    return problem;
  }

  Error runCtors() const override { return asError(client.run(client.context)); }

  Error cleanUp() override { return Error::success(); }

  Expected<orc::ExecutorAddr> getSymbolAddress(StringRef name, SymbolNameKind) const override {
    uint64_t address = client.address(client.context, name.str().c_str());
    if (!address)
      return createStringError(inconvertibleErrorCode(), "undefined: %s", name.str().c_str());
    return orc::ExecutorAddr(address);
  }

  Error LoadDynamicLibrary(const char *) override {
    return createStringError(inconvertibleErrorCode(), "not by clang");
  }

  // Modules that were handed on so far.
  uint64_t count() const { return last; }

private:
  void rename(llvm::Module &module, uint64_t number) {
    for (GlobalValue &global : module.global_values()) {
      if (!global.isDeclaration() || !global.hasName())
        continue;
      char *name = client.rename(client.context, number, global.getName().str().c_str());
      if (name)
        global.setName(name);
      free(name);
    }
  }

  DevirtExecutor client;
  uint64_t last = 0;
  std::map<PartialTranslationUnit *, uint64_t> numbers;
};

// True for `std::string` of libstdc++, with which this file is compiled, too.
bool isString(QualType type) {
  CXXRecordDecl *declaration = type.getNonReferenceType()->getAsCXXRecordDecl();
  auto *record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(declaration);
  if (!record || !record->isInStdNamespace() || record->getName() != "basic_string")
    return false;
  auto *space = dyn_cast<NamespaceDecl>(record->getDeclContext());
  const TemplateArgument &character = record->getTemplateArgs()[0];
  return space && space->getName() == "__cxx11" &&
         character.getKind() == TemplateArgument::Type && character.getAsType()->isCharType();
}

// As clang, but strings are text.
void print(const clang::Value &value, raw_ostream &stream) {
  if (value.getType()->isNullPtrType()) {
    stream << "(std::nullptr_t) nullptr";
    return;
  }
  if (!isString(value.getType()) || !value.getPtr())
    return value.print(stream);
  stream << "(std::string) \"";
  stream.write_escaped(*static_cast<const std::string *>(value.getPtr())) << '"';
}

} // namespace

struct DevirtOpaqueInterpreter {
  // Owned by the interpreter.
  Executor *executor;
  std::unique_ptr<Interpreter> interpreter;
};

void DevirtPrepareTargets() {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  InitializeNativeTargetAsmParser();
}

DevirtInterpreterRef DevirtCreateInterpreter(const char *const *arguments, size_t count,
                                             const DevirtExecutor *executor, char **error) {
  DevirtPrepareTargets();
  IncrementalCompilerBuilder builder;
  builder.SetCompilerArgs({arguments, arguments + count});
  auto compiler = builder.CreateCpp();
  if (!compiler)
    return report(compiler.takeError(), error), nullptr;
  (*compiler)->LoadRequestedPlugins();
  auto execution = std::make_unique<IncrementalExecutorBuilder>();
  auto own = std::make_unique<Executor>(*executor);
  Executor *handed = own.get();
  execution->IE = std::move(own);
  auto made = Interpreter::create(std::move(*compiler), std::move(execution));
  if (!made)
    return report(made.takeError(), error), nullptr;
  return new DevirtOpaqueInterpreter{handed, std::move(*made)};
}

void DevirtDisposeInterpreter(DevirtInterpreterRef interpreter) { delete interpreter; }

bool DevirtInterpret(DevirtInterpreterRef interpreter, const char *code, char **value,
                     bool *added, char **error) {
  *value = nullptr;
  uint64_t before = interpreter->executor->count();
  clang::Value result;
  Error problem = interpreter->interpreter->ParseAndExecute(code, &result);
  *added = interpreter->executor->count() != before;
  if (problem) {
    // Where there is no module, the compiler has said what is wrong.
    if (*added)
      return report(std::move(problem), error);
    consumeError(std::move(problem));
    *error = strdup("");
    return false;
  }
  if (result.hasValue()) {
    std::string text;
    raw_string_ostream stream(text);
    print(result, stream);
    *value = strdup(StringRef(text).rtrim('\n').str().c_str());
  }
  return true;
}

bool DevirtUndoInput(DevirtInterpreterRef interpreter, char **error) {
  return report(interpreter->interpreter->Undo(), error);
}
