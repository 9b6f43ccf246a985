// An interpreter of syntax trees: parses a program of a tiny language and evaluates its tree by
// virtual functions, one node at a time.
//
//   interpreter primes|collatz|sort|fibonacci NUMBER
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Value = std::int64_t;

struct Function;

// The variables of a call, and the array that all calls share.
struct Frame {
  std::vector<Value> variables;
  std::vector<Value> &memory;
  bool returned = false;
  Value result = 0;
};

class Expression {
public:
  virtual ~Expression() = default;
  virtual Value evaluate(Frame &frame) const = 0;
};
using ExpressionPointer = std::unique_ptr<const Expression>;

class Statement {
public:
  virtual ~Statement() = default;
  virtual void execute(Frame &frame) const = 0;
};
using StatementPointer = std::unique_ptr<const Statement>;

struct Function {
  std::size_t parameters = 0, variables = 0;
  StatementPointer body;
};

class Number final : public Expression {
public:
  explicit Number(Value value) : value_(value) {}
  Value evaluate(Frame &) const override { return value_; }

private:
  Value value_;
};

class Variable final : public Expression {
public:
  explicit Variable(std::size_t slot) : slot_(slot) {}
  Value evaluate(Frame &frame) const override { return frame.variables[slot_]; }

private:
  std::size_t slot_;
};

class Element final : public Expression {
public:
  explicit Element(ExpressionPointer index) : index_(std::move(index)) {}
  Value evaluate(Frame &frame) const override {
    return frame.memory.at(static_cast<std::size_t>(index_->evaluate(frame)));
  }

private:
  ExpressionPointer index_;
};

template <class Operation> class Binary final : public Expression {
public:
  Binary(ExpressionPointer left, ExpressionPointer right)
      : left_(std::move(left)), right_(std::move(right)) {}
  Value evaluate(Frame &frame) const override {
    const Value left = left_->evaluate(frame);
    return Operation()(left, right_->evaluate(frame));
  }

private:
  ExpressionPointer left_, right_;
};

class And final : public Expression {
public:
  And(ExpressionPointer left, ExpressionPointer right)
      : left_(std::move(left)), right_(std::move(right)) {}
  Value evaluate(Frame &frame) const override {
    return left_->evaluate(frame) != 0 && right_->evaluate(frame) != 0;
  }

private:
  ExpressionPointer left_, right_;
};

class Call final : public Expression {
public:
  Call(const Function &function, std::vector<ExpressionPointer> arguments)
      : function_(function), arguments_(std::move(arguments)) {}
  Value evaluate(Frame &frame) const override {
    Frame inner{std::vector<Value>(function_.variables), frame.memory};
    for (std::size_t index = 0; index < arguments_.size(); ++index)
      inner.variables[index] = arguments_[index]->evaluate(frame);
    function_.body->execute(inner);
    return inner.result;
  }

private:
  const Function &function_;
  std::vector<ExpressionPointer> arguments_;
};

class Block final : public Statement {
public:
  explicit Block(std::vector<StatementPointer> statements) : statements_(std::move(statements)) {}
  void execute(Frame &frame) const override {
    for (const StatementPointer &statement : statements_) {
      statement->execute(frame);
      if (frame.returned)
        return;
    }
  }

private:
  std::vector<StatementPointer> statements_;
};

class Assignment final : public Statement {
public:
  Assignment(std::size_t slot, ExpressionPointer value) : slot_(slot), value_(std::move(value)) {}
  void execute(Frame &frame) const override { frame.variables[slot_] = value_->evaluate(frame); }

private:
  std::size_t slot_;
  ExpressionPointer value_;
};

class Store final : public Statement {
public:
  Store(ExpressionPointer index, ExpressionPointer value)
      : index_(std::move(index)), value_(std::move(value)) {}
  void execute(Frame &frame) const override {
    const auto index = static_cast<std::size_t>(index_->evaluate(frame));
    frame.memory.at(index) = value_->evaluate(frame);
  }

private:
  ExpressionPointer index_, value_;
};

class If final : public Statement {
public:
  If(ExpressionPointer condition, StatementPointer then, StatementPointer otherwise)
      : condition_(std::move(condition)), then_(std::move(then)),
        otherwise_(std::move(otherwise)) {}
  void execute(Frame &frame) const override {
    if (condition_->evaluate(frame) != 0)
      then_->execute(frame);
    else if (otherwise_ != nullptr)
      otherwise_->execute(frame);
  }

private:
  ExpressionPointer condition_;
  StatementPointer then_, otherwise_;
};

class While final : public Statement {
public:
  While(ExpressionPointer condition, StatementPointer body)
      : condition_(std::move(condition)), body_(std::move(body)) {}
  void execute(Frame &frame) const override {
    while (!frame.returned && condition_->evaluate(frame) != 0)
      body_->execute(frame);
  }

private:
  ExpressionPointer condition_;
  StatementPointer body_;
};

class Return final : public Statement {
public:
  explicit Return(ExpressionPointer value) : value_(std::move(value)) {}
  void execute(Frame &frame) const override {
    frame.result = value_->evaluate(frame);
    frame.returned = true;
  }

private:
  ExpressionPointer value_;
};

struct Plus { Value operator()(Value a, Value b) const { return a + b; } };
struct Minus { Value operator()(Value a, Value b) const { return a - b; } };
struct Times { Value operator()(Value a, Value b) const { return a * b; } };
struct Over { Value operator()(Value a, Value b) const { return a / b; } };
struct Modulo { Value operator()(Value a, Value b) const { return a % b; } };
struct Less { Value operator()(Value a, Value b) const { return a < b; } };
struct Equal { Value operator()(Value a, Value b) const { return a == b; } };

// program = { name "(" names ")" block }. Binary operators associate to the left, and have the
// usual precedence; `mem[i]` is the array.
class Parser {
public:
  explicit Parser(const char *text) : text_(text) { advance(); }

  std::map<std::string, std::unique_ptr<Function>> parse() {
    while (!token_.empty()) {
      Function &function = named(take());
      slots_.clear();
      expect("(");
      for (; token_ != ")"; accept(","))
        slot(take());
      function.parameters = slots_.size();
      expect(")");
      function.body = block();
      function.variables = slots_.size();
    }
    return std::move(functions_);
  }

private:
  void advance() {
    while (std::isspace(static_cast<unsigned char>(*text_)))
      ++text_;
    const char *start = text_;
    if (std::isalnum(static_cast<unsigned char>(*text_)))
      while (std::isalnum(static_cast<unsigned char>(*text_)))
        ++text_;
    else if (*text_ != '\0')
      text_ += std::strncmp(text_, "==", 2) == 0 || std::strncmp(text_, "&&", 2) == 0 ? 2 : 1;
    token_.assign(start, text_);
  }
  std::string take() {
    std::string token = token_;
    advance();
    return token;
  }
  bool accept(const char *token) {
    if (token_ != token)
      return false;
    advance();
    return true;
  }
  void expect(const char *token) {
    if (!accept(token))
      throw std::runtime_error("expected " + std::string(token) + ", not " + token_);
  }
  Function &named(const std::string &name) {
    auto &function = functions_[name];
    if (function == nullptr)
      function = std::make_unique<Function>();
    return *function;
  }
  std::size_t slot(const std::string &name) {
    return slots_.emplace(name, slots_.size()).first->second;
  }

  StatementPointer block() {
    std::vector<StatementPointer> statements;
    expect("{");
    while (!accept("}"))
      statements.push_back(statement());
    return std::make_unique<Block>(std::move(statements));
  }

  StatementPointer statement() {
    if (accept("while")) {
      auto condition = expression();
      return std::make_unique<While>(std::move(condition), block());
    }
    if (accept("if")) {
      auto condition = expression();
      auto then = block();
      return std::make_unique<If>(std::move(condition), std::move(then),
                                  accept("else") ? block() : nullptr);
    }
    StatementPointer result;
    if (accept("return")) {
      result = std::make_unique<Return>(expression());
    } else if (accept("mem")) {
      expect("[");
      auto index = expression();
      expect("]");
      expect("=");
      result = std::make_unique<Store>(std::move(index), expression());
    } else {
      const std::size_t target = slot(take());
      expect("=");
      result = std::make_unique<Assignment>(target, expression());
    }
    expect(";");
    return result;
  }

  template <class Node> void join(ExpressionPointer &left, ExpressionPointer right) {
    left = std::make_unique<Node>(std::move(left), std::move(right));
  }
  ExpressionPointer expression() {
    auto left = comparison();
    while (accept("&&"))
      join<And>(left, comparison());
    return left;
  }
  ExpressionPointer comparison() {
    auto left = sum();
    if (accept("<"))
      join<Binary<Less>>(left, sum());
    else if (accept("=="))
      join<Binary<Equal>>(left, sum());
    return left;
  }
  ExpressionPointer sum() {
    auto left = product();
    for (;;) {
      if (accept("+"))
        join<Binary<Plus>>(left, product());
      else if (accept("-"))
        join<Binary<Minus>>(left, product());
      else
        return left;
    }
  }
  ExpressionPointer product() {
    auto left = primary();
    for (;;) {
      if (accept("*"))
        join<Binary<Times>>(left, primary());
      else if (accept("/"))
        join<Binary<Over>>(left, primary());
      else if (accept("%"))
        join<Binary<Modulo>>(left, primary());
      else
        return left;
    }
  }
  ExpressionPointer primary() {
    if (accept("(")) {
      auto inner = expression();
      expect(")");
      return inner;
    }
    const std::string token = take();
    if (std::isdigit(static_cast<unsigned char>(token[0])))
      return std::make_unique<Number>(std::stoll(token));
    if (token == "mem") {
      expect("[");
      auto index = expression();
      expect("]");
      return std::make_unique<Element>(std::move(index));
    }
    if (!accept("("))
      return std::make_unique<Variable>(slot(token));
    std::vector<ExpressionPointer> arguments;
    for (; token_ != ")"; accept(","))
      arguments.push_back(expression());
    expect(")");
    return std::make_unique<Call>(named(token), std::move(arguments));
  }

  const char *text_;
  std::string token_;
  std::map<std::string, std::unique_ptr<Function>> functions_;
  std::map<std::string, std::size_t> slots_;
};

const std::map<std::string, const char *> programs{
    {"primes", R"(
main(n) {
  i = 2; count = 0; sum = 0;
  while i < n {
    if mem[i] == 0 {
      count = count + 1; sum = sum + i;
      j = i * i;
      while j < n { mem[j] = 1; j = j + i; }
    }
    i = i + 1;
  }
  return sum * 1000 + count % 1000;
})"},
    {"collatz", R"(
length(n) {
  steps = 0;
  while 1 < n {
    if n % 2 == 0 { n = n / 2; } else { n = 3 * n + 1; }
    steps = steps + 1;
  }
  return steps;
}
main(n) {
  i = 1; best = 0; at = 0;
  while i < n {
    steps = length(i);
    if best < steps { best = steps; at = i; }
    i = i + 1;
  }
  return at * 1000 + best;
})"},
    {"sort", R"(
down(start, end) {
  root = start;
  while root * 2 + 1 < end {
    child = root * 2 + 1;
    if child + 1 < end && mem[child] < mem[child + 1] { child = child + 1; }
    if mem[root] < mem[child] {
      t = mem[root]; mem[root] = mem[child]; mem[child] = t;
      root = child;
    } else { return 0; }
  }
  return 0;
}
main(n) {
  i = 0; x = 42;
  while i < n { x = (x * 16807) % 2147483647; mem[i] = x % 100000; i = i + 1; }
  i = n / 2;
  while 0 < i { i = i - 1; t = down(i, n); }
  i = n;
  while 1 < i {
    i = i - 1;
    t = mem[0]; mem[0] = mem[i]; mem[i] = t;
    t = down(0, i);
  }
  i = 1; errors = 0; sum = 0;
  while i < n {
    if mem[i] < mem[i - 1] { errors = errors + 1; }
    sum = (sum * 31 + mem[i]) % 1000003;
    i = i + 1;
  }
  return sum * 10 + errors;
})"},
    {"fibonacci", R"(
fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
main(n) { return fib(n); }
)"}};

} // namespace

int main(int argc, char **argv) {
  const std::string name = argc > 1 ? argv[1] : "primes";
  const Value number = argc > 2 ? std::atoll(argv[2]) : 10000;
  const auto program = programs.find(name);
  if (program == programs.end())
    return 64;
  const auto functions = Parser(program->second).parse();
  const Function &start = *functions.at("main");
  std::vector<Value> memory(static_cast<std::size_t>(number) + 1);
  Frame frame{std::vector<Value>(start.variables), memory};
  frame.variables[0] = number;
  start.body->execute(frame);
  std::printf("%s %lld: %lld\n", name.c_str(), static_cast<long long>(number),
              static_cast<long long>(frame.result));
  return 0;
}
