// Multiple and virtual inheritance: the pointer in hand is often not the start of the object, so
// vtable slots hold thunks that adjust `this`, and covariant returns hold thunks that adjust the
// result as well.
// A profile shows thunks (`_ZThn...`, `_ZTv0_n...`, `_ZTc...`) beside ordinary methods as targets.
// A good optimizer promotes a thunk like any function and inlines through it; the adjustment then
// folds into the address computation. It must never call the method in place of its thunk.

#include "sample.h"

#include <memory>
#include <vector>

class Entity {
public:
  explicit Entity(std::uint64_t serial) : serial(serial) {}
  virtual ~Entity() = default;
  virtual std::uint64_t key() const { return serial; }

protected:
  std::uint64_t serial;
};

class Drawable : public virtual Entity {
public:
  Drawable() : Entity(0) {}
  virtual std::uint64_t draw(std::uint64_t frame) const = 0;
  virtual Drawable *copy() const = 0;
};

class Movable : public virtual Entity {
public:
  Movable() : Entity(0) {}
  virtual void move(std::uint64_t distance) = 0;

protected:
  std::uint64_t position = 0;
};

class Sprite final : public Drawable, public Movable {
public:
  explicit Sprite(std::uint64_t serial) : Entity(serial) {}
  std::uint64_t draw(std::uint64_t frame) const override { return position ^ frame; }
  Sprite *copy() const override { return new Sprite(*this); }
  void move(std::uint64_t distance) override { position += distance; }
};

// Drawable is the second base: `copy` returns a Ghost, and through a Drawable a pointer inside it.
class Ghost final : public Movable, public Drawable {
public:
  explicit Ghost(std::uint64_t serial) : Entity(serial) {}
  std::uint64_t key() const override { return serial * 2 + 1; }
  std::uint64_t draw(std::uint64_t frame) const override { return position + frame; }
  Ghost *copy() const override { return new Ghost(*this); }
  void move(std::uint64_t distance) override { position += distance / 2; }
};

// The three faces of one object.
struct Actor {
  std::unique_ptr<Entity> entity;
  Drawable *drawable;
  Movable *movable;
};

template <typename Class> Actor makeOne(std::uint64_t serial) {
  auto object = std::make_unique<Class>(serial);
  Drawable *const drawable = object.get();
  Movable *const movable = object.get();
  return {std::move(object), drawable, movable};
}

NOINLINE Actor makeActor(std::uint32_t kind, std::uint64_t serial) {
  return kind == 0 ? makeOne<Sprite>(serial) : makeOne<Ghost>(serial);
}

NOINLINE std::uint64_t play(const std::vector<Actor> &actors, std::uint64_t frame) {
  std::uint64_t sum = 0;
  for (const Actor &actor : actors) {
    actor.movable->move(frame);
    sum += actor.drawable->draw(frame);
    sum += actor.entity->key();
  }
  return sum;
}

NOINLINE std::uint64_t copyAll(const std::vector<Actor> &actors, std::uint64_t frame) {
  std::uint64_t sum = 0;
  for (const Actor &actor : actors) {
    const std::unique_ptr<Drawable> copy(actor.drawable->copy());
    sum += copy->draw(frame) ^ copy->key();
  }
  return sum;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 45000);

  Random random{1};
  std::vector<Actor> actors;
  for (std::uint64_t serial = 0; serial < 1000; ++serial)
    actors.push_back(makeActor(draw(&random, 4) == 0, serial));

  std::uint64_t played = 0, copied = 0;
  for (std::uint64_t frame = 0; frame < total; ++frame) {
    played += play(actors, frame);
    if (frame % 8 == 0)
      copied += copyAll(actors, frame);
  }
  report("played", played);
  report("copied", copied);
}
