#include "shape.h"

struct Circle : Shape {
  using Shape::Shape;
  long area() const override;
};

long Circle::area() const { return size * size * 355 / 113; }

Shape *makeCircle(long size) { return new Circle(size); }
