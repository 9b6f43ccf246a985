// The implementations, in an anonymous namespace: no other unit can name them.

#include "interface.h"

Shape::~Shape() = default;

namespace {

class Square final : public Shape {
public:
  explicit Square(std::uint64_t side) : side(side) {}
  std::uint64_t area() const override { return side * side; }
  void grow(std::uint64_t by) override { side += by; }

private:
  std::uint64_t side;
};

class Rectangle final : public Shape {
public:
  explicit Rectangle(std::uint64_t width) : width(width), height(2 * width) {}
  std::uint64_t area() const override { return width * height; }
  void grow(std::uint64_t by) override {
    width += by;
    height += 2 * by;
  }

private:
  std::uint64_t width, height;
};

} // namespace

std::unique_ptr<Shape> makeShape(std::uint32_t percentile, std::uint64_t size) {
  if (percentile < 92)
    return std::make_unique<Square>(size);
  return std::make_unique<Rectangle>(size);
}
