// The abstract interface: all that main.cpp knows.
#ifndef DEVIRT_SAMPLE_UNITS_INTERFACE_H
#define DEVIRT_SAMPLE_UNITS_INTERFACE_H

#include <cstdint>
#include <memory>

class Shape {
public:
  virtual ~Shape();
  virtual std::uint64_t area() const = 0;
  virtual void grow(std::uint64_t by) = 0;
};

std::unique_ptr<Shape> makeShape(std::uint32_t percentile, std::uint64_t size);

#endif
