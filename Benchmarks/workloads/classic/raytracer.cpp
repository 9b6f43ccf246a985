// A ray tracer: shapes and materials behind virtual functions, shadows and reflections.
//
//   raytracer SEED WIDTH      prints a checksum of the picture, which is two thirds as high as wide
#include "random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

namespace {

struct Vector {
  double x = 0, y = 0, z = 0;

  Vector operator+(const Vector &o) const { return {x + o.x, y + o.y, z + o.z}; }
  Vector operator-(const Vector &o) const { return {x - o.x, y - o.y, z - o.z}; }
  Vector operator*(const Vector &o) const { return {x * o.x, y * o.y, z * o.z}; }
  Vector operator*(double f) const { return {x * f, y * f, z * f}; }
  double dot(const Vector &o) const { return x * o.x + y * o.y + z * o.z; }
  Vector cross(const Vector &o) const {
    return {y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x};
  }
  Vector unit() const { return *this * (1 / std::sqrt(dot(*this))); }
};

struct Ray {
  Vector origin, direction;
  Vector at(double distance) const { return origin + direction * distance; }
};

class Material {
public:
  virtual ~Material() = default;
  virtual Vector colour(const Vector &point) const = 0;
  virtual double mirrored() const { return 0; }
  virtual double shine(double) const { return 0; }
};

class Matte : public Material {
public:
  explicit Matte(Vector colour) : colour_(colour) {}
  Vector colour(const Vector &) const override { return colour_; }

private:
  Vector colour_;
};

class Glossy : public Matte {
public:
  Glossy(Vector colour, double mirrored) : Matte(colour), mirrored_(mirrored) {}
  double mirrored() const override { return mirrored_; }
  double shine(double cosine) const override {
    const double square = cosine * cosine, fourth = square * square;
    return fourth * fourth * fourth * fourth;
  }

private:
  double mirrored_;
};

class Checkered : public Material {
public:
  Checkered(Vector even, Vector odd) : even_(even), odd_(odd) {}
  Vector colour(const Vector &point) const override {
    const auto square = static_cast<long>(std::floor(point.x) + std::floor(point.z));
    return (square & 1) == 0 ? even_ : odd_;
  }

private:
  Vector even_, odd_;
};

constexpr double nothing = std::numeric_limits<double>::infinity();
constexpr double near = 1e-6;

class Shape {
public:
  explicit Shape(const Material &material) : material_(material) {}
  virtual ~Shape() = default;
  // The distance at which a ray meets it first, or `nothing`.
  virtual double meets(const Ray &ray) const = 0;
  virtual Vector normal(const Vector &point) const = 0;
  virtual const Material &material() const { return material_; }

private:
  const Material &material_;
};

class Sphere final : public Shape {
public:
  Sphere(const Material &material, Vector centre, double radius)
      : Shape(material), centre_(centre), radius_(radius) {}

  double meets(const Ray &ray) const override {
    const Vector to = ray.origin - centre_;
    const double half = to.dot(ray.direction);
    const double root = half * half - to.dot(to) + radius_ * radius_;
    if (root < 0)
      return nothing;
    const double square = std::sqrt(root);
    if (-half - square > near)
      return -half - square;
    return -half + square > near ? -half + square : nothing;
  }
  Vector normal(const Vector &point) const override { return (point - centre_).unit(); }

private:
  Vector centre_;
  double radius_;
};

class Plane final : public Shape {
public:
  Plane(const Material &material, Vector normal, double offset)
      : Shape(material), normal_(normal), offset_(offset) {}

  double meets(const Ray &ray) const override {
    const double slope = normal_.dot(ray.direction);
    if (slope > -near && slope < near)
      return nothing;
    const double distance = (offset_ - normal_.dot(ray.origin)) / slope;
    return distance > near ? distance : nothing;
  }
  Vector normal(const Vector &) const override { return normal_; }

private:
  Vector normal_;
  double offset_;
};

class Triangle final : public Shape {
public:
  Triangle(const Material &material, Vector a, Vector b, Vector c)
      : Shape(material), a_(a), ab_(b - a), ac_(c - a), normal_(ab_.cross(ac_).unit()) {}

  double meets(const Ray &ray) const override {
    const Vector p = ray.direction.cross(ac_);
    const double determinant = ab_.dot(p);
    if (determinant > -near && determinant < near)
      return nothing;
    const Vector to = ray.origin - a_;
    const double u = to.dot(p) / determinant;
    if (u < 0 || u > 1)
      return nothing;
    const Vector q = to.cross(ab_);
    const double v = ray.direction.dot(q) / determinant;
    if (v < 0 || u + v > 1)
      return nothing;
    const double distance = ac_.dot(q) / determinant;
    return distance > near ? distance : nothing;
  }
  Vector normal(const Vector &) const override { return normal_; }

private:
  Vector a_, ab_, ac_, normal_;
};

// A box with sides along the axes.
class Box final : public Shape {
public:
  Box(const Material &material, Vector low, Vector high)
      : Shape(material), low_(low), high_(high) {}

  double meets(const Ray &ray) const override {
    double from = -nothing, to = nothing;
    const auto slab = [&](double origin, double direction, double low, double high) {
      double enter = (low - origin) / direction, leave = (high - origin) / direction;
      if (enter > leave)
        std::swap(enter, leave);
      from = std::max(from, enter);
      to = std::min(to, leave);
    };
    slab(ray.origin.x, ray.direction.x, low_.x, high_.x);
    slab(ray.origin.y, ray.direction.y, low_.y, high_.y);
    slab(ray.origin.z, ray.direction.z, low_.z, high_.z);
    if (from > to)
      return nothing;
    if (from > near)
      return from;
    return to > near ? to : nothing;
  }
  Vector normal(const Vector &point) const override {
    const Vector middle = (low_ + high_) * 0.5, half = (high_ - low_) * 0.5;
    const Vector to = point - middle;
    const double x = to.x / half.x, y = to.y / half.y, z = to.z / half.z;
    if (std::fabs(x) > std::fabs(y) && std::fabs(x) > std::fabs(z))
      return {x > 0 ? 1.0 : -1.0, 0, 0};
    if (std::fabs(y) > std::fabs(z))
      return {0, y > 0 ? 1.0 : -1.0, 0};
    return {0, 0, z > 0 ? 1.0 : -1.0};
  }

private:
  Vector low_, high_;
};

class Scene {
public:
  explicit Scene(std::uint64_t seed) {
    Random random(seed);
    const auto share = [&random] { return random.draw(1000) / 1000.0; };
    const auto paint = [&share] {
      const double red = share(), green = share();
      return Vector{red, green, share()};
    };
    materials_.push_back(std::make_unique<Checkered>(Vector{0.9, 0.9, 0.9}, Vector{0.2, 0.3, 0.2}));
    for (int number = 0; number < 8; ++number) {
      const Vector colour = paint();
      if (number % 2 == 0)
        materials_.push_back(std::make_unique<Matte>(colour));
      else
        materials_.push_back(std::make_unique<Glossy>(colour, 0.2 + 0.5 * share()));
    }
    shapes_.push_back(std::make_unique<Plane>(*materials_[0], Vector{0, 1, 0}, 0));
    for (int number = 0; number < 40; ++number) {
      const Material &material = *materials_[1 + random.draw(8)];
      const double x = share() * 16 - 8, z = share() * 16 + 2;
      const Vector place{x, 0.4 + share() * 3, z};
      const double size = 0.3 + share() * 0.7;
      const std::uint32_t kind = random.draw(10);
      if (kind < 6)
        shapes_.push_back(std::make_unique<Sphere>(material, place, size));
      else if (kind < 8)
        shapes_.push_back(std::make_unique<Box>(material, place - Vector{size, size, size} * 0.5,
                                                place + Vector{size, size, size} * 0.5));
      else
        shapes_.push_back(std::make_unique<Triangle>(material, place, place + Vector{size, 2, 0},
                                                     place + Vector{0, 1, size * 2}));
    }
  }

  Vector trace(const Ray &ray, int depth) const {
    double distance = nothing;
    const Shape *shape = nearest(ray, distance);
    if (shape == nullptr)
      return Vector{0.4, 0.6, 0.9} * (1 - 0.5 * ray.direction.y);
    const Vector point = ray.at(distance);
    Vector normal = shape->normal(point);
    if (normal.dot(ray.direction) > 0)
      normal = normal * -1;
    const Material &material = shape->material();
    Vector light = material.colour(point) * 0.15;
    const Vector toLamp = lamp_ - point;
    const double away = std::sqrt(toLamp.dot(toLamp));
    const Ray towards{point, toLamp * (1 / away)};
    if (!isShadowed(towards, away)) {
      const double cosine = normal.dot(towards.direction);
      if (cosine > 0) {
        const double shine = material.shine(cosine);
        light = light + material.colour(point) * cosine + Vector{shine, shine, shine};
      }
    }
    const double mirrored = material.mirrored();
    if (mirrored > 0 && depth > 0) {
      const Vector back = normal * (2 * normal.dot(ray.direction));
      const Ray reflected{point, (ray.direction - back).unit()};
      light = light * (1 - mirrored) + trace(reflected, depth - 1) * mirrored;
    }
    return light;
  }

private:
  const Shape *nearest(const Ray &ray, double &distance) const {
    const Shape *found = nullptr;
    for (const auto &shape : shapes_) {
      const double at = shape->meets(ray);
      if (at < distance) {
        distance = at;
        found = shape.get();
      }
    }
    return found;
  }

  bool isShadowed(const Ray &ray, double distance) const {
    return std::any_of(shapes_.begin(), shapes_.end(),
                       [&](const auto &shape) { return shape->meets(ray) < distance; });
  }

  std::vector<std::unique_ptr<Material>> materials_;
  std::vector<std::unique_ptr<Shape>> shapes_;
  Vector lamp_{-6, 12, -4};
};

int shade(double light) { return static_cast<int>(std::min(1.0, std::max(0.0, light)) * 255); }

} // namespace

int main(int argc, char **argv) {
  const Scene scene(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1);
  const int width = argc > 2 ? std::atoi(argv[2]) : 300, height = width * 2 / 3;
  std::uint64_t sum = 14695981039346656037u;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const Vector direction{(x - width / 2) / (width * 0.6), (height / 2 - y) / (width * 0.6), 1};
      const Vector colour = scene.trace({{0, 2, -6}, direction.unit()}, 3);
      for (const double light : {colour.x, colour.y, colour.z})
        sum = (sum ^ static_cast<std::uint64_t>(shade(light))) * 1099511628211u;
    }
  std::printf("%d x %d: %016llx\n", width, height, static_cast<unsigned long long>(sum));
  return 0;
}
