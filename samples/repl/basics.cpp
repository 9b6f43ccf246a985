// Values, errors, redefinition, exceptions, taking back, and destructors at the end.
#include <cstdio>
#include <stdexcept>
#include <string>
int x = 3;
x + 1
3.5
"text"
int numbers[3] = {1, 2, 3};
numbers
enum Colour { red, green };
green
auto twice = [](int v) { return 2 * v; };
twice(x)

// What is wrong is said, and the session goes on.
x + nothing
int x = 4;
x

// An exception ends its input alone.
int checked(int v) {
  if (v < 0)
    throw std::invalid_argument("negative");
  return v;
}
checked(2)
checked(-1)

// Functions may be declared first.
int later(int);
int sooner(int v) { return later(v) + 1; }
sooner(1)
int later(int v) { return 10 * v; }
sooner(1)
%undo 2
int later(int v) { return 100 * v; }
sooner(1)

// Objects end when their input is taken back, and at the end.
struct Guest {
  const char *name;
  Guest(const char *name) : name(name) { std::printf("hello %s\n", name); }
  ~Guest() { std::printf("goodbye %s\n", name); }
};
Guest first("first");
Guest second("second");
Guest third("third");
%undo
Guest &lastly() {
  static Guest guest("lastly");
  return guest;
}
lastly().name
%undo x
%undo 100
%nonsense
