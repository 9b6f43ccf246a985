// DeltaBlue: an incremental solver of one-way constraints, written from the description by Freeman-
// Benson, Maloney and Borning ("An incremental constraint solver", CACM 1990). Constraints have
// strengths; each one that is satisfied has a method that computes its output, and the walkabout
// strength of a variable says what it would take to change it.
//
//   deltablue SIZE REPETITIONS
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

// Smaller is stronger.
enum Strength { required, strongPreferred, preferred, strongDefault, normal, weakDefault, weakest };

class Constraint;

struct Variable {
  explicit Variable(long value = 0) : value(value) {}

  long value;
  std::vector<Constraint *> constraints;
  Constraint *determinedBy = nullptr;
  int mark = 0;
  Strength walkabout = weakest;
  bool stays = true;
};

class Planner;

class Constraint {
public:
  explicit Constraint(Strength strength) : strength_(strength) {}
  virtual ~Constraint() = default;

  Strength strength() const { return strength_; }

  virtual bool isInput() const { return false; }
  virtual bool isSatisfied() const = 0;
  virtual void addToGraph() = 0;
  virtual void removeFromGraph() = 0;
  virtual void chooseMethod(int mark) = 0;
  virtual void markInputs(int mark) = 0;
  virtual bool inputsKnown(int mark) const = 0;
  virtual Variable *output() const = 0;
  virtual void recalculate() = 0;
  virtual void execute() = 0;
  virtual void markUnsatisfied() = 0;

  // What had to give way, or null.
  Constraint *satisfy(Planner &planner, int mark);

private:
  Strength strength_;
};

class Plan {
public:
  void add(Constraint *constraint) { constraints_.push_back(constraint); }
  void execute() const {
    for (Constraint *constraint : constraints_)
      constraint->execute();
  }

private:
  std::vector<Constraint *> constraints_;
};

class Planner {
public:
  void add(Constraint &constraint) {
    constraint.addToGraph();
    incrementalAdd(constraint);
  }

  void remove(Constraint &constraint) {
    if (constraint.isSatisfied())
      incrementalRemove(constraint);
    else
      constraint.removeFromGraph();
  }

  Plan extractPlan(const std::vector<Constraint *> &constraints) {
    std::vector<Constraint *> sources;
    for (Constraint *constraint : constraints)
      if (constraint->isInput() && constraint->isSatisfied())
        sources.push_back(constraint);
    return makePlan(std::move(sources));
  }

  bool propagate(Constraint &constraint, int mark) {
    std::vector<Constraint *> todo{&constraint};
    while (!todo.empty()) {
      Constraint *next = todo.back();
      todo.pop_back();
      if (next->output()->mark == mark) {
        incrementalRemove(constraint); // a cycle
        return false;
      }
      next->recalculate();
      addConsumers(*next->output(), todo);
    }
    return true;
  }

private:
  void incrementalAdd(Constraint &constraint) {
    const int mark = ++mark_;
    for (Constraint *overridden = constraint.satisfy(*this, mark); overridden != nullptr;)
      overridden = overridden->satisfy(*this, mark);
  }

  void incrementalRemove(Constraint &constraint) {
    Variable *output = constraint.output();
    constraint.markUnsatisfied();
    constraint.removeFromGraph();
    const auto unsatisfied = removePropagate(*output);
    for (int strength = required; strength <= weakest; ++strength)
      for (Constraint *candidate : unsatisfied)
        if (candidate->strength() == strength)
          incrementalAdd(*candidate);
  }

  std::vector<Constraint *> removePropagate(Variable &output) {
    output.determinedBy = nullptr;
    output.walkabout = weakest;
    output.stays = true;
    std::vector<Constraint *> unsatisfied;
    std::vector<Variable *> todo{&output};
    while (!todo.empty()) {
      Variable *variable = todo.back();
      todo.pop_back();
      for (Constraint *constraint : variable->constraints)
        if (!constraint->isSatisfied())
          unsatisfied.push_back(constraint);
      for (Constraint *constraint : variable->constraints)
        if (constraint != variable->determinedBy && constraint->isSatisfied()) {
          constraint->recalculate();
          todo.push_back(constraint->output());
        }
    }
    return unsatisfied;
  }

  Plan makePlan(std::vector<Constraint *> todo) {
    const int mark = ++mark_;
    Plan plan;
    while (!todo.empty()) {
      Constraint *constraint = todo.back();
      todo.pop_back();
      if (constraint->output()->mark == mark || !constraint->inputsKnown(mark))
        continue;
      plan.add(constraint);
      constraint->output()->mark = mark;
      addConsumers(*constraint->output(), todo);
    }
    return plan;
  }

  static void addConsumers(const Variable &variable, std::vector<Constraint *> &todo) {
    for (Constraint *constraint : variable.constraints)
      if (constraint != variable.determinedBy && constraint->isSatisfied())
        todo.push_back(constraint);
  }

  int mark_ = 0;
};

Constraint *Constraint::satisfy(Planner &planner, int mark) {
  chooseMethod(mark);
  if (!isSatisfied()) {
    if (strength_ == required)
      std::fputs("a required constraint cannot be satisfied\n", stderr);
    return nullptr;
  }
  markInputs(mark);
  Variable *out = output();
  Constraint *overridden = out->determinedBy;
  if (overridden != nullptr)
    overridden->markUnsatisfied();
  out->determinedBy = this;
  if (!planner.propagate(*this, mark))
    std::fputs("a cycle\n", stderr);
  out->mark = mark;
  return overridden;
}

class UnaryConstraint : public Constraint {
public:
  UnaryConstraint(Variable &variable, Strength strength)
      : Constraint(strength), variable_(variable) {}

  bool isSatisfied() const override { return satisfied_; }
  void addToGraph() override { variable_.constraints.push_back(this); }
  void removeFromGraph() override {
    auto &all = variable_.constraints;
    all.erase(std::remove(all.begin(), all.end(), this), all.end());
    satisfied_ = false;
  }
  void chooseMethod(int mark) override {
    satisfied_ = variable_.mark != mark && strength() < variable_.walkabout;
  }
  void markInputs(int) override {}
  bool inputsKnown(int) const override { return true; }
  Variable *output() const override { return &variable_; }
  void recalculate() override {
    variable_.walkabout = strength();
    variable_.stays = !isInput();
    if (variable_.stays)
      execute();
  }
  void markUnsatisfied() override { satisfied_ = false; }

private:
  Variable &variable_;
  bool satisfied_ = false;
};

class StayConstraint final : public UnaryConstraint {
public:
  using UnaryConstraint::UnaryConstraint;
  void execute() override {}
};

class EditConstraint final : public UnaryConstraint {
public:
  using UnaryConstraint::UnaryConstraint;
  bool isInput() const override { return true; }
  void execute() override {}
};

class BinaryConstraint : public Constraint {
public:
  BinaryConstraint(Variable &first, Variable &second, Strength strength)
      : Constraint(strength), first_(first), second_(second) {}

  bool isSatisfied() const override { return direction_ != Direction::none; }
  void addToGraph() override {
    first_.constraints.push_back(this);
    second_.constraints.push_back(this);
  }
  void removeFromGraph() override {
    for (Variable *variable : {&first_, &second_}) {
      auto &all = variable->constraints;
      all.erase(std::remove(all.begin(), all.end(), this), all.end());
    }
    direction_ = Direction::none;
  }
  void chooseMethod(int mark) override {
    if (first_.mark == mark)
      direction_ = second_.mark != mark && strength() < second_.walkabout ? Direction::forward
                                                                          : Direction::none;
    else if (second_.mark == mark)
      direction_ = strength() < first_.walkabout ? Direction::backward : Direction::none;
    else if (first_.walkabout > second_.walkabout)
      direction_ = strength() < first_.walkabout ? Direction::backward : Direction::none;
    else
      direction_ = strength() < second_.walkabout ? Direction::forward : Direction::none;
  }
  void markInputs(int mark) override { input()->mark = mark; }
  bool inputsKnown(int mark) const override {
    const Variable *in = input();
    return in->mark == mark || in->stays || in->determinedBy == nullptr;
  }
  Variable *output() const override {
    return direction_ == Direction::forward ? &second_ : &first_;
  }
  void recalculate() override {
    const Variable *in = input();
    Variable *out = output();
    out->walkabout = std::max(strength(), in->walkabout);
    out->stays = in->stays;
    if (out->stays)
      execute();
  }
  void markUnsatisfied() override { direction_ = Direction::none; }

protected:
  virtual Variable *input() const {
    return direction_ == Direction::forward ? &first_ : &second_;
  }
  bool isForward() const { return direction_ == Direction::forward; }

  Variable &first_, &second_;

private:
  enum class Direction { none, forward, backward } direction_ = Direction::none;
};

class EqualConstraint final : public BinaryConstraint {
public:
  using BinaryConstraint::BinaryConstraint;
  void execute() override { output()->value = input()->value; }
};

// second = first * scale + offset
class ScaleConstraint final : public BinaryConstraint {
public:
  ScaleConstraint(Variable &source, Variable &scale, Variable &offset, Variable &destination)
      : BinaryConstraint(source, destination, required), scale_(scale), offset_(offset) {}

  void addToGraph() override {
    BinaryConstraint::addToGraph();
    scale_.constraints.push_back(this);
    offset_.constraints.push_back(this);
  }
  void removeFromGraph() override {
    BinaryConstraint::removeFromGraph();
    for (Variable *variable : {&scale_, &offset_}) {
      auto &all = variable->constraints;
      all.erase(std::remove(all.begin(), all.end(), this), all.end());
    }
  }
  void markInputs(int mark) override {
    BinaryConstraint::markInputs(mark);
    scale_.mark = offset_.mark = mark;
  }
  void execute() override {
    if (isForward())
      second_.value = first_.value * scale_.value + offset_.value;
    else
      first_.value = (second_.value - offset_.value) / scale_.value;
  }
  void recalculate() override {
    const Variable *in = input();
    Variable *out = output();
    out->walkabout = std::max(strength(), in->walkabout);
    out->stays = in->stays && scale_.stays && offset_.stays;
    if (out->stays)
      execute();
  }

private:
  Variable &scale_, &offset_;
};

class System {
public:
  template <class Kind, class... Arguments> Kind &add(Arguments &&...arguments) {
    auto constraint = std::make_unique<Kind>(std::forward<Arguments>(arguments)...);
    Kind &reference = *constraint;
    constraints_.push_back(std::move(constraint));
    planner.add(reference);
    return reference;
  }

  // Has the solver change a variable, and what depends on it, to these values.
  template <class Values> void edit(Variable &variable, Values values) {
    EditConstraint edit(variable, preferred);
    planner.add(edit);
    const Plan plan = planner.extractPlan({&edit});
    values([&](long value) {
      variable.value = value;
      plan.execute();
    });
    planner.remove(edit);
  }

  Planner planner;

private:
  std::vector<std::unique_ptr<Constraint>> constraints_;
};

long errors = 0, sum = 0;

void expect(const Variable &variable, long value) {
  sum += variable.value;
  errors += variable.value != value;
}

// A chain of equal variables: what changes at one end arrives at the other.
void chain(int size) {
  std::vector<Variable> variables(static_cast<std::size_t>(size) + 1);
  System system;
  for (std::size_t index = 0; index + 1 < variables.size(); ++index)
    system.add<EqualConstraint>(variables[index], variables[index + 1], required);
  system.add<StayConstraint>(variables.back(), strongDefault);
  system.edit(variables.front(), [&](auto change) {
    for (long value = 0; value < 100; ++value) {
      change(value);
      expect(variables.back(), value);
    }
  });
}

// Many scaled pairs that share their scale and their offset.
void projection(int size) {
  Variable scale(10), offset(1000);
  std::vector<Variable> sources, destinations;
  for (int index = 0; index < size; ++index) {
    sources.emplace_back(index);
    destinations.emplace_back(index);
  }
  System system;
  for (std::size_t index = 0; index < sources.size(); ++index) {
    system.add<StayConstraint>(sources[index], normal);
    system.add<ScaleConstraint>(sources[index], scale, offset, destinations[index]);
  }
  const auto set = [&](Variable &variable, long value) {
    system.edit(variable, [&](auto change) {
      for (int time = 0; time < 10; ++time)
        change(value);
    });
  };
  set(sources.back(), 17);
  expect(destinations.back(), 1170);
  set(destinations.back(), 1050);
  expect(sources.back(), 5);
  set(scale, 5);
  for (std::size_t index = 0; index + 1 < sources.size(); ++index)
    expect(destinations[index], static_cast<long>(index) * 5 + 1000);
  set(offset, 2000);
  for (std::size_t index = 0; index + 1 < sources.size(); ++index)
    expect(destinations[index], static_cast<long>(index) * 5 + 2000);
}

} // namespace

int main(int argc, char **argv) {
  const int size = argc > 1 ? std::atoi(argv[1]) : 1000;
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 1;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    chain(size);
    projection(size);
  }
  std::printf("sum %ld, errors %ld\n", sum, errors);
  return errors == 0 ? 0 : 1;
}
