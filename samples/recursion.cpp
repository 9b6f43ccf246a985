// Virtual recursion: an expression tree evaluates its children by virtual calls, so the callee of a
// site contains the same site again.
// A profile shows different mixes for the same method at different sites: the left operand of a sum
// is mostly a variable or a constant, the right one mostly another operation.
// A good optimizer keeps the sites apart, unrolls the recursion by a level or two where the mix is
// clear, and stops there.

#include "sample.h"

#include <memory>
#include <utility>

class Node {
public:
  virtual ~Node() = default;
  virtual std::uint64_t evaluate(std::uint64_t x) const = 0;
};

using NodePointer = std::unique_ptr<const Node>;

class Constant final : public Node {
public:
  explicit Constant(std::uint64_t value) : value(value) {}
  std::uint64_t evaluate(std::uint64_t) const override { return value; }

private:
  std::uint64_t value;
};

class Variable final : public Node {
public:
  std::uint64_t evaluate(std::uint64_t x) const override { return x; }
};

class Operation : public Node {
public:
  Operation(NodePointer left, NodePointer right) : left(std::move(left)), right(std::move(right)) {}

protected:
  NodePointer left, right;
};

class Sum final : public Operation {
public:
  using Operation::Operation;
  std::uint64_t evaluate(std::uint64_t x) const override {
    return left->evaluate(x) + right->evaluate(x);
  }
};

class Product final : public Operation {
public:
  using Operation::Operation;
  std::uint64_t evaluate(std::uint64_t x) const override {
    return left->evaluate(x) * right->evaluate(x);
  }
};

// Evaluates one operand only, and picks it by the value of x.
class Choice final : public Operation {
public:
  using Operation::Operation;
  std::uint64_t evaluate(std::uint64_t x) const override {
    return (x % 3 == 0 ? left : right)->evaluate(x);
  }
};

NOINLINE NodePointer makeLeaf(std::uint32_t kind, std::uint64_t value) {
  if (kind == 0)
    return std::make_unique<Constant>(value);
  return std::make_unique<Variable>();
}

// A tree that leans to the right: the left operand is a leaf four times out of five.
NOINLINE NodePointer makeTree(Random &random, int depth) {
  const std::uint32_t kind = draw(&random, 10);
  if (depth == 0)
    return makeLeaf(kind / 3, draw(&random, 100));
  NodePointer left = makeTree(random, draw(&random, 5) == 0 ? depth - 1 : 0);
  NodePointer right = makeTree(random, depth - 1);
  if (kind < 7)
    return std::make_unique<Sum>(std::move(left), std::move(right));
  if (kind < 9)
    return std::make_unique<Product>(std::move(left), std::move(right));
  return std::make_unique<Choice>(std::move(left), std::move(right));
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 30000);

  Random random{1};
  const NodePointer tree = makeTree(random, 32);

  std::uint64_t sum = 0;
  for (std::uint64_t x = 0; x < total; ++x)
    sum += tree->evaluate(x);
  report("sum", sum);
}
