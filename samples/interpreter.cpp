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
  explicit Variable(std::size_t slot) : slot(slot) {}
  Value evaluate(Frame &frame) const override { return frame[slot]; }
  std::size_t slot;
};

template <typename Operator> struct Binary final : Node {
  Binary(NodePointer left, NodePointer right) : left(std::move(left)), right(std::move(right)) {}
  Value evaluate(Frame &frame) const override {
    const Value first = left->evaluate(frame);
    const Value second = right->evaluate(frame);
    return Operator()(first, second);
  }
  NodePointer left, right;
};

struct Assignment final : Node {
  Assignment(std::size_t slot, NodePointer value) : slot(slot), value(std::move(value)) {}
  Value evaluate(Frame &frame) const override { return frame[slot] = value->evaluate(frame); }
  std::size_t slot;
  NodePointer value;
};

struct Block final : Node {
  Value evaluate(Frame &frame) const override {
    for (const auto &statement : statements)
      statement->evaluate(frame);
    return 0;
  }
  std::vector<NodePointer> statements;
};

struct If final : Node {
  If(NodePointer condition, NodePointer then, NodePointer otherwise)
      : condition(std::move(condition)), then(std::move(then)), otherwise(std::move(otherwise)) {}
  Value evaluate(Frame &frame) const override {
    return (condition->evaluate(frame) ? then : otherwise)->evaluate(frame);
  }
  NodePointer condition, then, otherwise;
};

struct While final : Node {
  While(NodePointer condition, NodePointer body)
      : condition(std::move(condition)), body(std::move(body)) {}
  Value evaluate(Frame &frame) const override {
    while (condition->evaluate(frame))
      body->evaluate(frame);
    return 0;
  }
  NodePointer condition, body;
};

template <typename Operator> NodePointer makeBinary(NodePointer left, NodePointer right) {
  return std::make_unique<Binary<Operator>>(std::move(left), std::move(right));
}

class Parser {
public:
  explicit Parser(const std::string &text) : input(text) {}

  NodePointer parse() {
    const std::string word = next();
    if (std::isdigit(word[0]))
      return std::make_unique<Number>(std::stoull(word));
    if (word != "(")
      return std::make_unique<Variable>(word[0] - 'a');
    NodePointer node = form(next());
    next(); // the closing parenthesis
    return node;
  }

private:
  std::string next() {
    char letter;
    input >> letter;
    std::string word(1, letter);
    if (letter != '(' && letter != ')')
      while (std::isgraph(input.peek()) && input.peek() != ')')
        word += static_cast<char>(input.get());
    return word;
  }

  NodePointer form(const std::string &name) {
    if (name == "set") {
      const std::string variable = next();
      return std::make_unique<Assignment>(variable[0] - 'a', parse());
    }
    if (name == "do") {
      auto block = std::make_unique<Block>();
      while ((input >> std::ws).peek() != ')')
        block->statements.push_back(parse());
      return block;
    }
    NodePointer first = parse();
    NodePointer second = parse();
    if (name == "while")
      return std::make_unique<While>(std::move(first), std::move(second));
    if (name == "if")
      return std::make_unique<If>(std::move(first), std::move(second), parse());
    const auto make = name == "+"   ? makeBinary<std::plus<Value>>
                      : name == "*" ? makeBinary<std::multiplies<Value>>
                      : name == "/" ? makeBinary<std::divides<Value>>
                      : name == "%" ? makeBinary<std::modulus<Value>>
                      : name == "<" ? makeBinary<std::less<Value>>
                                    : makeBinary<std::not_equal_to<Value>>;
    return make(std::move(first), std::move(second));
  }

  std::istringstream input;
};

int main(int argc, char **argv) {
  Frame frame{};
  frame['l' - 'a'] = rounds(argc, argv, 80000);
  const NodePointer tree = Parser(program).parse();
  tree->evaluate(frame);
  report("longest", frame['b' - 'a']);
  report("start", frame['w' - 'a']);
  report("checksum", frame['t' - 'a']);
}
