// Evaluates formulas over a grid of points with muParser.
//
//   driver terrain|colours STEPS
#include "functions.h"

#include "muParser.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

static const char *const terrain[] = {
    "smooth(wrap(x * 3.7 + y, 1)) * 0.6 + clamp(dist(x, y) / 4) * 0.4",
    "mix(smooth(x), smooth(y), wrap(x * y * 11, 1)) @ 0.25",
    "x > y ? clamp(x - y) : mix(x, y, 0.3)",
};
static const char *const colours[] = {
    "mix(clamp(x * 1.3), smooth(y), 0.4) @ wrap(x + y, 0.5)",
    "clamp(1 - dist(x - 0.5, y - 0.5) * 3) @ smooth(x * y)",
    "smooth(wrap(8 * x, 1)) @ smooth(wrap(8 * y, 1)) @ 0.125",
    "mix(x, y, clamp(x)) * mix(y, x, clamp(y))",
};

template <std::size_t count>
static double evaluate(const char *const (&formulas)[count], int steps) {
  double sum = 0;
  for (const char *formula : formulas) {
    double x = 0, y = 0;
    mu::Parser parser;
    parser.DefineVar("x", &x);
    parser.DefineVar("y", &y);
    parser.DefineFun("clamp", clampUnit);
    parser.DefineFun("smooth", smoothStep);
    parser.DefineFun("mix", mixed);
    parser.DefineFun("dist", distance);
    parser.DefineFun("wrap", wrapped);
    parser.DefineOprtChars("@");
    parser.DefineOprt("@", saturatingAdd, 5, mu::oaLEFT, true);
    parser.SetExpr(formula);
    for (int row = 0; row < steps; ++row)
      for (int column = 0; column < steps; ++column) {
        x = static_cast<double>(column) / steps * 2;
        y = static_cast<double>(row) / steps * 2;
        sum += parser.Eval();
      }
  }
  return sum;
}

int main(int argc, char **argv) {
  const bool isTerrain = argc < 2 || std::strcmp(argv[1], "terrain") == 0;
  const int steps = argc > 2 ? std::atoi(argv[2]) : 100;
  try {
    std::printf("%.6f\n", isTerrain ? evaluate(terrain, steps) : evaluate(colours, steps));
  } catch (const mu::Parser::exception_type &error) {
    std::fprintf(stderr, "%s\n", error.GetMsg().c_str());
    return 1;
  }
  return 0;
}
