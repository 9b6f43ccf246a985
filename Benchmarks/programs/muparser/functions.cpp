#include "functions.h"

double clampUnit(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

double smoothStep(double x) {
  const double t = clampUnit(x);
  return t * t * (3 - 2 * t);
}

double mixed(double a, double b, double share) { return a + (b - a) * share; }

double distance(double x, double y) { return x * x + y * y; }

double saturatingAdd(double a, double b) {
  const double sum = a + b;
  return sum > 1e6 ? 1e6 : sum;
}

double wrapped(double x, double period) {
  return x - period * static_cast<double>(static_cast<long long>(x / period));
}
