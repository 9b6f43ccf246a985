// Where the addresses of a function's labels (`&&label`) may be. Each version of the function's
// code has labels of its own: those of one must not be jumped to from another. For the shims only.
#ifndef DEVIRT_LABEL_ADDRESSES_H
#define DEVIRT_LABEL_ADDRESSES_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"

namespace devirt {

class LabelAddresses {
public:
  // Follows the labels of `function`. O(uses).
  explicit LabelAddresses(llvm::Function &function);

  // True if labels may be found by another activation of the function, or by anyone else.
  bool escape() const { return escaped; }

  // True if the value, or the contents of the variable that cannot be seen by others, may be a
  // label as it is: such pointers can be handed over with `encodeLabel` and `decodeLabel`.
  bool isLabel(const llvm::Value &value) const {
    return labels.contains(&value) && value.getType()->isPointerTy() &&
           !addresses.contains(&value) && !numbers.contains(&value);
  }

  // True if it leads to labels of this version of the code in another way.
  bool leadsToLabels(const llvm::Value &value) const {
    return addresses.contains(&value) || numbers.contains(&value) ||
           (labels.contains(&value) && !value.getType()->isPointerTy());
  }

private:
  void visitUse(const llvm::Use &use, bool isAddress);
  void note(llvm::Value &value, bool isAddress);
  void noteStore(llvm::Value &pointer, bool isAddress);

  llvm::Function &function;
  bool escaped = false;
  // Labels and what is computed of them; pointers to memory with labels; variables with numbers.
  llvm::SmallPtrSet<const llvm::Value *, 16> labels, addresses, numbers;
  llvm::SmallVector<std::pair<llvm::Value *, bool>, 16> left;
};

// A number instead of a label of `function`, and back; other pointers stay as they are.
llvm::Value *encodeLabel(llvm::IRBuilder<> &builder, llvm::Function &function, llvm::Value *value);
llvm::Value *decodeLabel(llvm::IRBuilder<> &builder, llvm::Function &function, llvm::Value *value);

} // namespace devirt

#endif
