// shapes <plugin> [rounds]: sums areas, most of them of rectangles.
#include "shape.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

int main(int argc, char **argv) {
  void *plugin = argc > 1 ? dlopen(argv[1], RTLD_NOW) : nullptr;
  if (!plugin) {
    std::fprintf(stderr, "usage: shapes <plugin> [rounds]\n");
    return 1;
  }
  auto makeHexagon = reinterpret_cast<Shape *(*)(long)>(dlsym(plugin, "makeHexagon"));
  long rounds = argc > 2 ? std::atol(argv[2]) : 2000;
  std::vector<Shape *> shapes;
  for (long i = 0; i < 1000; ++i)
    shapes.push_back(i % 20 == 0   ? makeHexagon(i)
                     : i % 20 == 7 ? makeCircle(i)
                     : i % 20 == 9 ? makeSquare(i)
                                   : makeRectangle(i));
  std::printf("%ld\n", total(shapes, rounds));
  for (Shape *shape : shapes)
    delete shape;
}
