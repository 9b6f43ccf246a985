// The interface between host and plugin.
#ifndef DEVIRT_SAMPLE_PLUGIN_API_H
#define DEVIRT_SAMPLE_PLUGIN_API_H

#include <cstdint>

class Filter {
public:
  virtual ~Filter() = default;
  virtual std::uint32_t apply(std::uint32_t pixel) = 0;
};

// What the plugin exports as `makeFilter`; the caller owns the result.
using MakeFilter = Filter *(std::uint32_t kind);

#endif
