// Three classes, 90%, 6% and 4% of the calls, in pseudo-random order; the bodies are a few
// instructions, so the call costs more than the work. The headline benchmark.
// A profile shows `Square::area` far ahead of `Rectangle::area` and `Triangle::area`.
// A good optimizer compares with the first one or two, inlines them, and keeps the indirect call
// for the rest, off the hot path.

#include "sample.h"

#include <memory>
#include <vector>

class Shape {
public:
  virtual ~Shape() = default;
  virtual std::uint64_t area(std::uint64_t scale) const = 0;
};

class Square final : public Shape {
public:
  explicit Square(std::uint32_t side) : side(side) {}
  std::uint64_t area(std::uint64_t scale) const override { return side * side + scale; }

private:
  std::uint64_t side;
};

class Rectangle final : public Shape {
public:
  Rectangle(std::uint32_t width, std::uint32_t height) : width(width), height(height) {}
  std::uint64_t area(std::uint64_t scale) const override { return width * height + 2 * scale; }

private:
  std::uint64_t width, height;
};

class Triangle final : public Shape {
public:
  Triangle(std::uint32_t base, std::uint32_t height) : base(base), height(height) {}
  std::uint64_t area(std::uint64_t scale) const override { return base * height / 2 + scale; }

private:
  std::uint64_t base, height;
};

NOINLINE std::unique_ptr<Shape> makeShape(std::uint32_t percentile, Random &random) {
  const std::uint32_t width = 1 + draw(&random, 100);
  const std::uint32_t height = 1 + draw(&random, 100);
  if (percentile < 90)
    return std::make_unique<Square>(width);
  if (percentile < 96)
    return std::make_unique<Rectangle>(width, height);
  return std::make_unique<Triangle>(width, height);
}

NOINLINE std::uint64_t totalArea(const std::vector<std::unique_ptr<Shape>> &shapes,
                                 std::uint64_t scale) {
  std::uint64_t sum = 0;
  for (const auto &shape : shapes)
    sum += shape->area(scale);
  return sum;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 30000);

  Random random{1};
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int index = 0; index < 4000; ++index) {
    const std::uint32_t percentile = draw(&random, 100);
    shapes.push_back(makeShape(percentile, random));
  }

  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < total; ++round)
    sum += totalArea(shapes, round);
  report("shapes", shapes.size());
  report("area", sum);
}
