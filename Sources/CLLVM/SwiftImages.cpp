#include "SwiftImages.hpp"

#include "shims/SwiftImages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

// In the order of `swift::MetadataSections`; so does swiftrt.o, which each native image links.
static const char *const swiftSections[] = {
    "swift5_protocols",     "swift5_protocol_conformances", "swift5_type_metadata",
    "swift5_typeref",       "swift5_reflstr",               "swift5_fieldmd",
    "swift5_assocty",       "swift5_replace",               "swift5_replac2",
    "swift5_builtin",       "swift5_capture",               "swift5_mpenum",
    "swift5_accessible_functions", "swift5_runtime_attributes", "swift5_tests"};
constexpr uint64_t sectionsVersion = 5;

void devirt::registerSwiftImage(Module &module) {
  StringSet<> present;
  for (GlobalVariable &variable : module.globals())
    if (!variable.isDeclaration() && variable.getSection().starts_with("swift5_"))
      present.insert(variable.getSection());
  if (none_of(swiftSections, [&](StringRef name) { return present.contains(name); }))
    return;

  LLVMContext &context = module.getContext();
  Type *word = Type::getInt64Ty(context), *byte = Type::getInt8Ty(context);
  auto *pointer = PointerType::get(context, 0);
  auto *range = StructType::get(context, {pointer, word});
  Constant *null = ConstantPointerNull::get(pointer);
  // Linked data has pointers to the ends of sections, not their sizes: the code makes these.
  SmallVector<Constant *, 24> fields{ConstantInt::get(word, sectionsVersion),
                                     module.getOrInsertGlobal("__dso_handle", byte), null, null};
  SmallVector<unsigned, 16> used;
  for (const char *name : swiftSections) {
    Constant *start = null, *stop = ConstantInt::get(word, 0);
    if (present.contains(name)) {
      used.push_back(fields.size());
      start = module.getOrInsertGlobal(("__start_" + Twine(name)).str(), byte);
      stop = ConstantExpr::getPtrToInt(
          module.getOrInsertGlobal(("__stop_" + Twine(name)).str(), byte), word);
    }
    fields.push_back(ConstantStruct::get(range, {start, stop}));
  }
  Constant *initial = ConstantStruct::getAnon(context, fields);
  auto *sections = new GlobalVariable(module, initial->getType(), false,
                                      GlobalValue::InternalLinkage, initial, "swift.sections");

  auto *function = Function::Create(FunctionType::get(Type::getVoidTy(context), false),
                                    GlobalValue::InternalLinkage, "swift.register", &module);
  IRBuilder<> builder(BasicBlock::Create(context, "entry", function));
  for (unsigned field : used) {
    auto part = [&](unsigned number) {
      return builder.CreateConstInBoundsGEP1_32(
          word, builder.CreateStructGEP(initial->getType(), sections, field), number);
    };
    Value *size = builder.CreateSub(builder.CreateLoad(word, part(1)),
                                    builder.CreateLoad(word, part(0)));
    builder.CreateStore(size, part(1));
  }
  builder.CreateCall(
      module.getOrInsertFunction("swift_addNewDSOImage", builder.getVoidTy(), pointer), {sections});
  builder.CreateRetVoid();
  appendToGlobalCtors(module, function, 0);
}

void DevirtForEachAutolinkEntry(LLVMModuleRef module, void (*visit)(const char *entry, void *),
                                void *context) {
  for (GlobalVariable &variable : unwrap(module)->globals()) {
    if (variable.getSection() != ".swift1_autolink_entries" || !variable.hasInitializer())
      continue;
    auto *text = dyn_cast<ConstantDataSequential>(variable.getInitializer());
    if (!text || !text->isString())
      continue;
    SmallVector<StringRef, 8> entries;
    text->getAsString().split(entries, '\0', -1, /*KeepEmpty=*/false);
    for (StringRef entry : entries)
      visit(entry.str().c_str(), context);
  }
}
