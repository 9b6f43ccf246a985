// Shapes that come from the program, a shared library and a plugin.
#pragma once

#include <vector>

struct Shape {
  explicit Shape(long size) : size(size) {}
  virtual ~Shape() = default;
  virtual long area() const = 0;

  long size;
};

// The static library.
long total(const std::vector<Shape *> &shapes, long rounds);

// The program.
Shape *makeSquare(long size);
Shape *makeRectangle(long size);

// The shared library.
Shape *makeCircle(long size);

// The plugin defines `extern "C" Shape *makeHexagon(long size)`.
