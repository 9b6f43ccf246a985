// A document and its visitors: double dispatch. A tree of paragraphs, headings, lists, tables and
// words is counted, outlined, checked and written as HTML, again and again.
//
//   document SEED ROUNDS
#include "random.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

class Text;
class Emphasis;
class Link;
class Image;
class Paragraph;
class Heading;
class Item;
class List;
class Cell;
class Row;
class Table;
class Section;

class Visitor {
public:
  virtual ~Visitor() = default;
  virtual void visit(const Text &) {}
  virtual void visit(const Emphasis &node);
  virtual void visit(const Link &node);
  virtual void visit(const Image &) {}
  virtual void visit(const Paragraph &node);
  virtual void visit(const Heading &node);
  virtual void visit(const Item &node);
  virtual void visit(const List &node);
  virtual void visit(const Cell &node);
  virtual void visit(const Row &node);
  virtual void visit(const Table &node);
  virtual void visit(const Section &node);
};

class Node {
public:
  virtual ~Node() = default;
  virtual void accept(Visitor &visitor) const = 0;
};

template <class Kind> class Visitable : public Node {
public:
  void accept(Visitor &visitor) const override { visitor.visit(static_cast<const Kind &>(*this)); }
};

template <class Kind> class Container : public Visitable<Kind> {
public:
  void add(std::unique_ptr<Node> child) { children_.push_back(std::move(child)); }
  void acceptChildren(Visitor &visitor) const {
    for (const auto &child : children_)
      child->accept(visitor);
  }

private:
  std::vector<std::unique_ptr<Node>> children_;
};

class Text final : public Visitable<Text> {
public:
  explicit Text(std::string words) : words(std::move(words)) {}
  const std::string words;
};
class Image final : public Visitable<Image> {
public:
  explicit Image(unsigned number) : number(number) {}
  const unsigned number;
};
class Emphasis final : public Container<Emphasis> {};
class Link final : public Container<Link> {
public:
  explicit Link(unsigned target) : target(target) {}
  const unsigned target;
};
class Paragraph final : public Container<Paragraph> {};
class Heading final : public Container<Heading> {
public:
  explicit Heading(unsigned level) : level(level) {}
  const unsigned level;
};
class Item final : public Container<Item> {};
class List final : public Container<List> {};
class Cell final : public Container<Cell> {};
class Row final : public Container<Row> {};
class Table final : public Container<Table> {};
class Section final : public Container<Section> {};

void Visitor::visit(const Emphasis &node) { node.acceptChildren(*this); }
void Visitor::visit(const Link &node) { node.acceptChildren(*this); }
void Visitor::visit(const Paragraph &node) { node.acceptChildren(*this); }
void Visitor::visit(const Heading &node) { node.acceptChildren(*this); }
void Visitor::visit(const Item &node) { node.acceptChildren(*this); }
void Visitor::visit(const List &node) { node.acceptChildren(*this); }
void Visitor::visit(const Cell &node) { node.acceptChildren(*this); }
void Visitor::visit(const Row &node) { node.acceptChildren(*this); }
void Visitor::visit(const Table &node) { node.acceptChildren(*this); }
void Visitor::visit(const Section &node) { node.acceptChildren(*this); }

class Counter final : public Visitor {
public:
  using Visitor::visit;
  void visit(const Text &node) override {
    ++texts;
    letters += node.words.size();
  }
  void visit(const Image &) override { ++images; }

  std::uint64_t texts = 0, letters = 0, images = 0;
};

class Outliner final : public Visitor {
public:
  using Visitor::visit;
  void visit(const Heading &node) override {
    outline = outline * 31 + node.level;
    deepest = node.level > deepest ? node.level : deepest;
  }
  void visit(const Paragraph &) override {}
  void visit(const List &) override {}
  void visit(const Table &) override {}

  std::uint64_t outline = 0;
  unsigned deepest = 0;
};

class LinkChecker final : public Visitor {
public:
  using Visitor::visit;
  void visit(const Link &node) override {
    broken += node.target % 7 == 0;
    Visitor::visit(node);
  }
  void visit(const Image &node) override { broken += node.number % 11 == 0; }

  std::uint64_t broken = 0;
};

class HtmlWriter final : public Visitor {
public:
  void visit(const Text &node) override { html += node.words; }
  void visit(const Emphasis &node) override { element("em", node); }
  void visit(const Link &node) override { element("a", node); }
  void visit(const Image &) override { html += "<img>"; }
  void visit(const Paragraph &node) override { element("p", node); }
  void visit(const Heading &node) override { element("h", node); }
  void visit(const Item &node) override { element("li", node); }
  void visit(const List &node) override { element("ul", node); }
  void visit(const Cell &node) override { element("td", node); }
  void visit(const Row &node) override { element("tr", node); }
  void visit(const Table &node) override { element("table", node); }
  void visit(const Section &node) override { element("section", node); }

  std::string html;

private:
  template <class Kind> void element(const char *name, const Container<Kind> &node) {
    html += '<';
    html += name;
    html += '>';
    node.acceptChildren(*this);
    html += "</>";
  }
};

class Writer {
public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  std::unique_ptr<Section> section(unsigned level) {
    auto section = std::make_unique<Section>();
    auto heading = std::make_unique<Heading>(level);
    heading->add(text());
    section->add(std::move(heading));
    for (unsigned number = 4 + random_.draw(6); number > 0; --number) {
      const std::uint32_t kind = random_.draw(10);
      if (kind < 6)
        section->add(filled<Paragraph>(5));
      else if (kind < 8)
        section->add(list());
      else if (kind < 9)
        section->add(table());
      else if (level < 5)
        section->add(this->section(level + 1));
    }
    return section;
  }

private:
  std::unique_ptr<Node> text() {
    return std::make_unique<Text>(std::string(3 + random_.draw(30), 'x'));
  }
  std::unique_ptr<Node> inlined() {
    const std::uint32_t kind = random_.draw(10);
    if (kind < 7)
      return text();
    if (kind < 8)
      return std::make_unique<Image>(random_.draw(1000));
    if (kind < 9) {
      auto link = std::make_unique<Link>(random_.draw(1000));
      link->add(text());
      return link;
    }
    return filled<Emphasis>(2);
  }
  template <class Kind> std::unique_ptr<Kind> filled(unsigned most) {
    auto node = std::make_unique<Kind>();
    for (unsigned number = 1 + random_.draw(most); number > 0; --number)
      node->add(inlined());
    return node;
  }
  std::unique_ptr<List> list() {
    auto list = std::make_unique<List>();
    for (unsigned number = 2 + random_.draw(5); number > 0; --number)
      list->add(filled<Item>(3));
    return list;
  }
  std::unique_ptr<Table> table() {
    auto table = std::make_unique<Table>();
    for (unsigned rows = 2 + random_.draw(3); rows > 0; --rows) {
      auto row = std::make_unique<Row>();
      for (unsigned cells = 3; cells > 0; --cells)
        row->add(filled<Cell>(2));
      table->add(std::move(row));
    }
    return table;
  }

  Random random_;
};

} // namespace

int main(int argc, char **argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const unsigned rounds = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 100;
  Writer writer(seed);
  Section document;
  for (int chapter = 0; chapter < 40; ++chapter)
    document.add(writer.section(1));

  Counter counter;
  Outliner outliner;
  LinkChecker checker;
  std::uint64_t written = 0;
  for (unsigned round = 0; round < rounds; ++round) {
    document.accept(counter);
    document.accept(checker);
    document.accept(outliner);
    if (round % 4 == 0) {
      HtmlWriter html;
      document.accept(html);
      written += html.html.size();
    }
  }
  std::printf("%llu texts, %llu letters, %llu images, %llu broken, outline %016llx to %u, "
              "%llu bytes\n",
              static_cast<unsigned long long>(counter.texts),
              static_cast<unsigned long long>(counter.letters),
              static_cast<unsigned long long>(counter.images),
              static_cast<unsigned long long>(checker.broken),
              static_cast<unsigned long long>(outliner.outline), outliner.deepest,
              static_cast<unsigned long long>(written));
  return 0;
}
