// How bodies get from the module of a program into modules of their own. For the shims only.
#ifndef DEVIRT_UNIT_CLONING_H
#define DEVIRT_UNIT_CLONING_H

#include "llvm-c/Types.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <memory>

namespace devirt {

// Makes a symbol one that other objects define or see.
void makeExternal(llvm::GlobalValue &global);

// True for tables of block addresses: they belong to the code they point into.
bool hasBlockAddress(const llvm::GlobalVariable &variable);

// Metadata of a unit: the functions whose labels it refers to, but whose bodies are elsewhere.
constexpr char foreignLabels[] = "devirt.labels";

// A module with target and flags of `source`.
std::unique_ptr<llvm::Module> emptyLike(llvm::Module &source, llvm::StringRef name);

// Declares in one module what code of another refers to, when it is first met.
class Importer : public llvm::ValueMaterializer {
public:
  // withConstants: constants keep their values, for the optimizer.
  Importer(llvm::Module &destination, bool withConstants)
      : destination(destination), withConstants(withConstants) {}

  llvm::Value *materialize(llvm::Value *value) override;
  llvm::Function *declare(llvm::Function &function);
  llvm::GlobalVariable *declare(llvm::GlobalVariable &variable);
  llvm::Constant *declare(llvm::GlobalAlias &alias);

  // Copies a body; `map` has what stands for the arguments.
  void cloneBody(llvm::Function &copy, llvm::Function &source, llvm::ValueToValueMapTy &map);

  // Declares functions, whose bodies the inliner may see, and constants. Returns the functions.
  llvm::SmallVector<llvm::Function *, 16> declareImports(llvm::ArrayRef<LLVMValueRef> values,
                                                         llvm::ValueToValueMapTy &map);

  // Gives the bodies to what was declared, for inlining only.
  void fillImports(llvm::ArrayRef<llvm::Function *> functions, llvm::ValueToValueMapTy &map);

  // Initializers may refer to code, so they come last; they may bring new ones.
  void fillInitializers(llvm::ValueToValueMapTy &map);

private:
  void checkLabels(llvm::Constant &constant, const llvm::Function *own,
                   llvm::ValueToValueMapTy &map);

  llvm::Module &destination;
  bool withConstants;
  llvm::SmallVector<std::pair<llvm::GlobalVariable *, llvm::GlobalVariable *>, 8> copies;
};

} // namespace devirt

#endif
