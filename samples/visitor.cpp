// Double dispatch: `node.accept(visitor)` is one virtual call, `visitor.visit(node)` inside it the
// next; which function runs depends on two classes.
// A profile shows a mix of nodes at the first call, and at each `visit` a mix of visitors that
// follows from the caller.
// A good optimizer promotes `accept`, and where it is inlined into a loop with one visitor, the
// second call becomes nearly certain too.

#include "sample.h"

#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace {

class Text;
class Image;
class Section;

class Visitor {
public:
  virtual ~Visitor() = default;
  virtual void visit(const Text &text) = 0;
  virtual void visit(const Image &image) = 0;
  virtual void visit(const Section &section) = 0;
};

class Block {
public:
  virtual ~Block() = default;
  virtual void accept(Visitor &visitor) const = 0;
};

class Text final : public Block {
public:
  explicit Text(std::uint64_t length) : length(length) {}
  void accept(Visitor &visitor) const override { visitor.visit(*this); }
  const std::uint64_t length;
};

class Image final : public Block {
public:
  Image(std::uint64_t width, std::uint64_t height) : width(width), height(height) {}
  void accept(Visitor &visitor) const override { visitor.visit(*this); }
  const std::uint64_t width, height;
};

class Section final : public Block {
public:
  explicit Section(std::vector<std::unique_ptr<Block>> blocks) : blocks(std::move(blocks)) {}
  void accept(Visitor &visitor) const override { visitor.visit(*this); }
  const std::vector<std::unique_ptr<Block>> blocks;
};

// The height of the page in lines.
class Layout final : public Visitor {
public:
  void visit(const Text &text) override { lines += 1 + text.length / 64; }
  void visit(const Image &image) override { lines += image.height / 16; }
  void visit(const Section &section) override {
    lines += 2;
    for (const auto &block : section.blocks)
      block->accept(*this);
  }
  std::uint64_t lines = 0;
};

// A fingerprint of the structure.
class Fingerprint final : public Visitor {
public:
  void visit(const Text &text) override { mix(text.length); }
  void visit(const Image &image) override { mix(image.width * image.height); }
  void visit(const Section &section) override {
    mix(section.blocks.size());
    for (const auto &block : section.blocks)
      block->accept(*this);
  }
  std::uint64_t hash = 1;

private:
  void mix(std::uint64_t value) { hash = hash * 31 + value; }
};

NOINLINE std::unique_ptr<Block> makeBlock(Random &random, int depth) {
  const std::uint32_t kind = depth == 0 ? 9 : draw(&random, 100);
  if (kind >= 10 && kind < 90)
    return std::make_unique<Text>(draw(&random, 1000));
  if (kind >= 90) {
    const std::uint32_t width = draw(&random, 640);
    return std::make_unique<Image>(width, draw(&random, 480));
  }
  std::vector<std::unique_ptr<Block>> blocks;
  if (depth < 4)
    for (int index = 0; index < 20; ++index)
      blocks.push_back(makeBlock(random, depth + 1));
  return std::make_unique<Section>(std::move(blocks));
}

} // namespace

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 2400);

  Random random{1};
  std::vector<std::unique_ptr<Block>> pages;
  for (int index = 0; index < 50; ++index)
    pages.push_back(makeBlock(random, 0));

  Layout layout;
  Fingerprint fingerprint;
  for (std::uint64_t round = 0; round < total; ++round)
    for (const auto &page : pages) {
      page->accept(layout);
      if (round % 4 == 0)
        page->accept(fingerprint);
    }
  std::cout << "lines " << layout.lines << "\nfingerprint " << fingerprint.hash << '\n';
}
