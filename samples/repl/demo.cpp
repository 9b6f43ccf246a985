// A virtual hierarchy, a hot function, and the moment it gets faster:
//   devirt repl --echo < samples/repl/demo.cpp
#include <memory>
#include <vector>

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
  virtual double scale(double factor) = 0;
};
struct Square : Shape {
  double side = 1;
  double area() const override { return side * side; }
  double scale(double factor) override { return side *= factor; }
};
struct Circle : Shape {
  double radius = 1;
  double area() const override { return 3.14159 * radius * radius; }
  double scale(double factor) override { return radius *= factor; }
};

std::vector<std::unique_ptr<Shape>> shapes;
for (int i = 0; i < 1000; ++i) {
  if (i % 4 == 3)
    shapes.push_back(std::make_unique<Circle>());
  else
    shapes.push_back(std::make_unique<Square>());
}

double total(int rounds) {
  double sum = 0;
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < shapes.size(); ++i)
      sum += shapes[i]->area();
  return sum;
}

// Nothing has run yet. Then quick code runs, at -O0, and records where calls lead.
%tier total
total(1)
%tier total

// It becomes hot: the JIT optimizes it in the background, with guards for what it calls.
%events
%time total(1000)
%sites total
%tier total

// A loop of top-level statements runs once. It goes on in optimized code.
double sum = 0;
for (int round = 0; round < 20000; ++round)
  for (auto &shape : shapes)
    sum += shape->area();
sum
