// Taking back what optimized code knows of.
struct Shape {
  virtual long area(long n) { return n; }
};
Shape *shape = new Shape;
long total(long n) {
  long sum = 0;
  for (long i = 0; i < n; ++i)
    sum += shape->area(i);
  return sum;
}
total(100000)
struct Square : Shape {
  long area(long n) override { return n * n; }
};
Shape *former = shape;
shape = new Square;
// The loops become hot, and are optimized for Square.
for (int i = 0; i < 300; ++i)
  total(100000);
total(1000)
shape = former;
// Nothing is left of Square: no code of total's knows it.
%undo 6
%sites total
total(1000)
struct Square : Shape {
  long area(long n) override { return -n; }
};
shape = new Square;
for (int i = 0; i < 300; ++i)
  total(100000);
total(1000)
