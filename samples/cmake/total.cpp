#include "shape.h"

// The hot call. Its targets are in other files, in a library and in a plugin.
long total(const std::vector<Shape *> &shapes, long rounds) {
  long sum = 0;
  for (long round = 0; round < rounds; ++round)
    for (const Shape *shape : shapes)
      sum += shape->area() ^ round;
  return sum;
}
