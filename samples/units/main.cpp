// Several translation units: the interface is in one, the classes are in another, the calls here.
// A profile of this unit names targets that it does not contain (`shapes.cpp;..Square4area..`).
// A good optimizer still guards by function address within one unit, promotes and inlines across
// units at link time (`-flto`), and matches local names by their file.

#include "../sample.h"
#include "interface.h"

#include <vector>

NOINLINE std::uint64_t measure(const std::vector<std::unique_ptr<Shape>> &shapes) {
  std::uint64_t sum = 0;
  for (const auto &shape : shapes) {
    shape->grow(1);
    sum += shape->area();
  }
  return sum;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 20000);

  Random random{1};
  std::vector<std::unique_ptr<Shape>> shapes;
  for (std::uint64_t index = 0; index < 4000; ++index)
    shapes.push_back(makeShape(draw(&random, 100), index));

  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < total; ++round)
    sum += measure(shapes);
  report("area", sum);
}
