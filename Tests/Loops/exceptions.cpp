// Exceptions and destructors around loops whose frames change.
#include "loops.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

long alive, order;

struct Local {
  long id;
  explicit Local(long id) : id(id) { ++alive; }
  Local(const Local &other) : id(other.id) { ++alive; }
  ~Local() {
    --alive;
    order = mix(order, id);
  }
};

struct Problem {
  long value;
};

struct Worse : Problem {
  std::string text;
  Worse(long value, std::string text) : Problem{value}, text(std::move(text)) {}
};

APART void fail(long i) {
  if (i % 3 == 1)
    throw Problem{i};
  if (i % 3 == 2)
    throw Worse(i, "worse " + std::to_string(i));
}

APART long thrower(long n) {
  Local around(n);
  long hash = 1;
  for (long i = 0; i < n; ++i) {
    Local inside(i);
    hash = mix(hash, tick(i) + inside.id);
    if (i == n - 1)
      throw Problem{hash};
  }
  return hash;
}

APART long passer(long n) {
  Local around(-n);
  long hash = 1;
  for (long i = 0; i < 3; ++i)
    hash += thrower(n + i);
  return hash;
}

} // namespace

ENTERED(caught_in_loop) {
  long hash = 1;
  alive = 0, order = 1;
  for (long i = 0; i < 200; ++i) {
    Local inside(i);
    try {
      Local deeper(i * 2);
      fail(tick(i));
      hash = mix(hash, deeper.id);
    } catch (const Worse &problem) {
      hash = mix(hash, static_cast<long>(problem.text.size()) + problem.value);
    } catch (const Problem &problem) {
      hash = mix(hash, problem.value);
    }
  }
  return mix(mix(hash, alive), order);
}

// Thrown in new code, through frames of old code, or the other way round.
ENTERED(thrown_out_of_loop) {
  long hash = 1;
  alive = 0, order = 1;
  for (long n = 60; n < 70; ++n)
    try {
      hash = passer(n);
    } catch (Problem problem) {
      hash = mix(hash, problem.value + alive);
    }
  return mix(mix(hash, alive), order);
}

ENTERED(rethrown) {
  long hash = 1;
  for (long i = 0; i < 100; ++i)
    try {
      Local outer(i);
      for (long j = 0; j < 3; ++j)
        try {
          fail(tick(i + j));
        } catch (Problem &problem) {
          problem.value += j;
          hash = mix(hash, problem.value);
          if (j == 1)
            throw;
        }
    } catch (const Worse &problem) {
      hash = mix(hash, -problem.value);
    } catch (...) {
      hash += 5;
    }
  return mix(hash, alive);
}

// The loop runs while an exception is being handled.
ENTERED(loop_in_handler) {
  long hash = 1;
  for (long i = 1; i < 4; ++i)
    try {
      Local local(i);
      throw Worse(i, "handled");
    } catch (const Worse &problem) {
      for (long j = 0; j < 100; ++j)
        hash = mix(hash, tick(j) + problem.value + static_cast<long>(problem.text.size()));
    }
  return mix(hash, alive);
}

ENTERED(objects_around_loop) {
  long hash = 1;
  alive = 0, order = 1;
  {
    std::vector<Local> all;
    std::string text = "short";
    auto owned = std::make_unique<Local>(77);
    for (long i = 0; i < 200; ++i) {
      all.emplace_back(tick(i));
      text += static_cast<char>('a' + i % 26);
      if (i % 50 == 49)
        all.clear();
      owned = std::make_unique<Local>(i);
    }
    for (char letter : text)
      hash = mix(hash, letter);
  }
  return mix(mix(hash, alive), order);
}

// The handler goes back to the head of the loop.
ENTERED(handler_continues) {
  long hash = 1, i = 0;
retry:
  try {
    while (i < 200) {
      ++i;
      hash = mix(hash, tick(i));
      fail(i);
    }
  } catch (const Problem &problem) {
    hash ^= problem.value;
    goto retry;
  }
  return hash;
}

// `noexcept`, virtual calls and lambdas that keep references to locals.
namespace {
struct Shape {
  virtual ~Shape() = default;
  virtual long area(long) const noexcept = 0;
};
struct Square : Shape {
  long area(long x) const noexcept override { return x * x; }
};
struct Line : Shape {
  long area(long x) const noexcept override { return x; }
};
} // namespace

ENTERED(virtual_calls_and_lambdas) {
  long hash = 1;
  Square square;
  Line line;
  auto step = [&hash](const Shape &shape, long x) { hash = mix(hash, shape.area(x)); };
  for (long i = 0; i < 300; ++i)
    step(tick(i) % 3 ? static_cast<const Shape &>(square) : line, i);
  return hash;
}

// Cleanup while something is thrown from within a loop that a cleanup runs.
namespace {
struct Sweeper {
  long *to;
  ~Sweeper() {
    for (long i = 0; i < 80; ++i)
      *to = mix(*to, tick(i));
  }
};
} // namespace

ENTERED(loop_in_destructor) {
  long hash = 1;
  for (long i = 0; i < 5; ++i)
    try {
      Sweeper sweeper{&hash};
      fail(i);
    } catch (const Problem &problem) {
      hash += problem.value;
    }
  return hash;
}
