// Targets that arrive at run time: most of the classes live in a shared object that the program
// opens with dlopen, and the program was compiled without knowing it.
// A profile names targets in another module (`plugin.so`) beside the one of the host itself, also
// when the plugin has been closed before the profile is written.
// A good optimizer promotes what it can name in the program and leaves the rest indirect.

#include "../sample.h"
#include "api.h"

#include <dlfcn.h>
#include <iostream>
#include <memory>
#include <vector>

class Invert final : public Filter {
public:
  std::uint32_t apply(std::uint32_t pixel) override { return ~pixel; }
};

NOINLINE std::unique_ptr<Filter> choose(std::uint32_t percentile, MakeFilter *makeFilter) {
  if (percentile < 20)
    return std::make_unique<Invert>();
  return std::unique_ptr<Filter>(makeFilter(percentile < 30 ? 0 : 1));
}

NOINLINE std::uint64_t render(const std::vector<std::unique_ptr<Filter>> &filters,
                              std::uint32_t pixel) {
  std::uint64_t sum = 0;
  for (const auto &filter : filters) {
    pixel = filter->apply(pixel);
    sum += pixel;
  }
  return sum;
}

// usage: host [rounds [plugin]]
int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 50000);
  const char *const path = argc > 2 ? argv[2] : "./plugin.so";

  void *const plugin = dlopen(path, RTLD_NOW);
  if (plugin == nullptr) {
    std::cerr << dlerror() << '\n';
    return 1;
  }
  const auto makeFilter = reinterpret_cast<MakeFilter *>(dlsym(plugin, "makeFilter"));
  if (makeFilter == nullptr) {
    std::cerr << dlerror() << '\n';
    return 1;
  }

  Random random{1};
  std::vector<std::unique_ptr<Filter>> filters;
  for (int index = 0; index < 2000; ++index)
    filters.push_back(choose(draw(&random, 100), makeFilter));

  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < total; ++round)
    sum += render(filters, static_cast<std::uint32_t>(round));
  std::cout << "sum " << sum << '\n';

  filters.clear();
  dlclose(plugin);
}
