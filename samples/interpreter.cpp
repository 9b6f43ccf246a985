// An interpreter that walks the syntax tree of a tiny language; every node is a virtual `evaluate`.
// A profile shows each site inside an operator with its own mix (operands are mostly variables and
// numbers, bodies are mostly assignments), and all of it repeated with every turn of the loop.
// A good optimizer inlines the leaves into the operators, and does not trade the well predicted
// rest for long rows of guards.

#include "sample.h"

#include <array>
#include <cctype>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// The longest Collatz sequence that starts below l. Variables are single letters.
const char *const program = R"(
  (do
    (set n 1)
    (while (< n l)
      (do
        (set x n)
        (set s 0)
        (while (!= x 1)
          (do
            (set x (if (% x 2) (+ (* x 3) 1) (/ x 2)))
            (set s (+ s 1))))
        (if (< b s) (do (set b s) (set w n)) 0)
        (set t (+ (* t 5) s))
        (set n (+ n 1)))))
)";

using Value = std::uint64_t;
using Frame = std::array<Value, 26>;

class Node {
public:
  virtual ~Node() = default;
  virtual Value evaluate(Frame &frame) const = 0;
};
using NodePointer = std::unique_ptr<const Node>;

struct Number final : Node {
  explicit Number(Value value) : value(value) {}
  Value evaluate(Frame &) const override { return value; }
  Value value;
};

struct Variable final : Node {
  explicit Variable(char name) : slot(name - 'a') {}
  Value evaluate(Frame &frame) const override { return frame[slot]; }
  std::size_t slot;
};

struct Set final : Node {
  Set(char name, NodePointer value) : slot(name - 'a'), value(std::move(value)) {}
  Value evaluate(Frame &frame) const override { return frame[slot] = value->evaluate(frame); }
  std::size_t slot;
  NodePointer value;
};

struct Do final : Node {
  Value evaluate(Frame &frame) const override {
    for (const auto &node : nodes)
      node->evaluate(frame);
    return 0;
  }
  std::vector<NodePointer> nodes;
};

struct Pair : Node {
  Pair(NodePointer first, NodePointer second)
      : first(std::move(first)), second(std::move(second)) {}
  NodePointer first, second;
};

struct While final : Pair {
  using Pair::Pair;
  Value evaluate(Frame &frame) const override {
    while (first->evaluate(frame))
      second->evaluate(frame);
    return 0;
  }
};

template <typename Operator> struct Binary final : Pair {
  using Pair::Pair;
  Value evaluate(Frame &frame) const override {
    const Value left = first->evaluate(frame);
    return Operator()(left, second->evaluate(frame));
  }
};

struct If final : Pair {
  If(NodePointer condition, NodePointer first, NodePointer second)
      : Pair(std::move(first), std::move(second)), condition(std::move(condition)) {}
  Value evaluate(Frame &frame) const override {
    return (condition->evaluate(frame) ? first : second)->evaluate(frame);
  }
  NodePointer condition;
};

// A parenthesis, a name or a number.
std::string nextWord(std::istream &input) {
  char letter = 0;
  input >> letter;
  std::string word(1, letter);
  if (letter != '(' && letter != ')')
    while (std::isgraph(input.peek()) && input.peek() != ')')
      word += static_cast<char>(input.get());
  return word;
}

NodePointer parse(std::istream &input);

// What follows an opening parenthesis, up to the closing one.
NodePointer parseForm(std::istream &input) {
  const std::string name = nextWord(input);
  if (name == "set") {
    const std::string variable = nextWord(input);
    return std::make_unique<Set>(variable[0], parse(input));
  }
  if (name == "do") {
    auto block = std::make_unique<Do>();
    while ((input >> std::ws).peek() != ')')
      block->nodes.push_back(parse(input));
    return block;
  }
  NodePointer first = parse(input);
  NodePointer second = parse(input);
  if (name == "if")
    return std::make_unique<If>(std::move(first), std::move(second), parse(input));
  if (name == "while")
    return std::make_unique<While>(std::move(first), std::move(second));
  if (name == "+")
    return std::make_unique<Binary<std::plus<Value>>>(std::move(first), std::move(second));
  if (name == "*")
    return std::make_unique<Binary<std::multiplies<Value>>>(std::move(first), std::move(second));
  if (name == "/")
    return std::make_unique<Binary<std::divides<Value>>>(std::move(first), std::move(second));
  if (name == "%")
    return std::make_unique<Binary<std::modulus<Value>>>(std::move(first), std::move(second));
  if (name == "<")
    return std::make_unique<Binary<std::less<Value>>>(std::move(first), std::move(second));
  return std::make_unique<Binary<std::not_equal_to<Value>>>(std::move(first), std::move(second));
}

NodePointer parse(std::istream &input) {
  const std::string word = nextWord(input);
  if (std::isdigit(word[0]))
    return std::make_unique<Number>(std::stoull(word));
  if (word != "(")
    return std::make_unique<Variable>(word[0]);
  NodePointer node = parseForm(input);
  nextWord(input); // the closing parenthesis
  return node;
}

int main(int argc, char **argv) {
  Frame frame{};
  frame['l' - 'a'] = rounds(argc, argv, 80000);
  std::istringstream input(program);
  const NodePointer tree = parse(input);
  tree->evaluate(frame);
  report("longest", frame['b' - 'a']);
  report("start", frame['w' - 'a']);
  report("checksum", frame['t' - 'a']);
}
