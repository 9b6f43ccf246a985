#include "shape.h"

namespace {

struct Square : Shape {
  using Shape::Shape;
  long area() const override;
};

} // namespace

// Of local linkage: nobody else can name it, and no other file can import it.
long Square::area() const { return size * size; }

struct Rectangle : Shape {
  using Shape::Shape;
  long area() const override;
};

long Rectangle::area() const { return size * (size + 1); }

Shape *makeSquare(long size) { return new Square(size); }
Shape *makeRectangle(long size) { return new Rectangle(size); }
