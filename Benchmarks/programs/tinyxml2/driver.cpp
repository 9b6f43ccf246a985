// Parses, walks, changes and prints generated XML documents with tinyxml2.
//
//   driver catalogue|letters ROUNDS
//
// A catalogue is elements and attributes; letters are text with comments, CDATA and unknown nodes.
// The output depends on the arguments only: counts and checksums, and the start of one document.

#include <tinyxml2.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace xml = tinyxml2;

// A linear congruential generator: the same numbers everywhere.
class Random {
public:
  explicit Random(std::uint64_t seed) : state(seed) {}

  std::uint32_t draw(std::uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state >> 33) % bound;
  }

private:
  std::uint64_t state;
};

static std::uint64_t checksum(std::uint64_t sum, const char *text) {
  for (; *text != '\0'; ++text)
    sum = (sum ^ static_cast<unsigned char>(*text)) * 1099511628211u;
  return sum;
}

// For visitors, which shall be short: the length and the ends.
static std::uint64_t sketch(std::uint64_t sum, const char *text) {
  const std::size_t length = std::strlen(text);
  const unsigned char last = length == 0 ? 0 : static_cast<unsigned char>(text[length - 1]);
  return (sum ^ (length * 65536 + static_cast<unsigned char>(*text) * 256u + last)) *
         1099511628211u;
}

static const char *const words[] = {"river", "stone", "cloud",  "ember", "willow", "harbour",
                                    "lamp",  "fern",  "anchor", "moss",  "copper", "violet"};

static const char *word(Random &random) {
  return words[random.draw(sizeof words / sizeof words[0])];
}

// MARK: Documents

// A tree of elements with attributes and a little text.
static void writeCatalogue(std::string &out, Random &random, int depth) {
  const char *name = word(random);
  out += std::string("<") + name;
  // One draw to a statement: compilers evaluate the operands of `+` in different orders.
  for (std::uint32_t count = random.draw(4), index = 0; index < count; ++index) {
    out += " a" + std::to_string(index) + "=\"" + std::to_string(random.draw(100000)) + " &lt; ";
    out += word(random);
    out += '"';
  }
  if (depth == 0) {
    out += "/>\n";
    return;
  }
  out += ">";
  for (std::uint32_t count = 2 + random.draw(5), index = 0; index < count; ++index)
    writeCatalogue(out, random, depth - 1);
  out += std::string("price ") + std::to_string(random.draw(1000));
  out += std::string("</") + name + ">\n";
}

// Paragraphs of text with entities, comments, CDATA and unknown nodes between them.
static void writeLetters(std::string &out, Random &random, int depth) {
  out += "<letter>\n";
  for (std::uint32_t count = 20 + random.draw(20), index = 0; index < count; ++index) {
    switch (random.draw(8)) {
    case 0:
      out += std::string("<!-- ") + word(random) + " -->";
      break;
    case 1:
      out += std::string("<![CDATA[ if (a < b && ") + word(random) + ") ]]>";
      break;
    case 2:
      out += std::string("<!") + word(random) + " unknown>";
      break;
    default:
      out += "<p>";
      for (std::uint32_t length = 5 + random.draw(20), at = 0; at < length; ++at) {
        out += word(random);
        out += random.draw(9) == 0 ? " &amp; &#x20AC; " : " ";
      }
      out += "</p>\n";
    }
  }
  if (depth > 0)
    for (int index = 0; index < 5; ++index)
      writeLetters(out, random, depth - 1);
  out += "</letter>\n";
}

static std::string makeDocument(bool catalogue, std::uint64_t seed) {
  Random random(seed);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<root>\n";
  for (int index = 0; index < 3; ++index) {
    if (catalogue)
      writeCatalogue(out, random, 5);
    else
      writeLetters(out, random, 2);
  }
  return out + "</root>\n";
}

// MARK: Visitors

// Counts nodes of every kind.
class Counter : public xml::XMLVisitor {
public:
  bool VisitEnter(const xml::XMLElement &, const xml::XMLAttribute *attribute) override {
    ++elements;
    for (; attribute != nullptr; attribute = attribute->Next())
      ++attributes;
    return true;
  }
  bool Visit(const xml::XMLText &) override { return ++texts, true; }
  bool Visit(const xml::XMLComment &) override { return ++others, true; }
  bool Visit(const xml::XMLDeclaration &) override { return ++others, true; }
  bool Visit(const xml::XMLUnknown &) override { return ++others, true; }

  std::uint64_t elements = 0, attributes = 0, texts = 0, others = 0;
};

// Adds up names, text and attribute values.
class Summer : public xml::XMLVisitor {
public:
  bool VisitEnter(const xml::XMLElement &element, const xml::XMLAttribute *attribute) override {
    sum = sketch(sum, element.Name());
    for (; attribute != nullptr; attribute = attribute->Next())
      sum = sketch(sum, attribute->Value());
    return true;
  }
  bool VisitExit(const xml::XMLElement &) override { return sum = sum * 31 + 1, true; }
  bool Visit(const xml::XMLText &text) override {
    return sum = sketch(sum, text.Value()) + text.CData(), true;
  }

  std::uint64_t sum = 1469598103934665603u;
};

// Nodes below `node`, found through the node interface and not by a visitor.
static std::uint64_t countKinds(const xml::XMLNode *node) {
  std::uint64_t kinds = node->ToElement() != nullptr   ? 1
                        : node->ToText() != nullptr    ? 2
                        : node->ToComment() != nullptr ? 3
                        : node->ToUnknown() != nullptr ? 4
                                                       : 5;
  for (const xml::XMLNode *child = node->FirstChild(); child; child = child->NextSibling())
    kinds += countKinds(child);
  return kinds;
}

// MARK: One document

// Checksums of the printed text and the text itself are for few rounds: they are not tinyxml2.
static bool process(const std::string &text, bool check, bool show) {
  xml::XMLDocument document;
  if (document.Parse(text.data(), text.size()) != xml::XML_SUCCESS) {
    std::fprintf(stderr, "driver: %s\n", document.ErrorStr());
    return false;
  }
  Counter counter;
  Summer summer;
  for (int walk = 0; walk < 6; ++walk) {
    document.Accept(&counter);
    document.Accept(&summer);
  }
  const std::uint64_t kinds = countKinds(&document);

  xml::XMLDocument copy;
  document.DeepCopy(&copy);
  if (xml::XMLElement *first = copy.RootElement()->FirstChildElement()) {
    first->SetAttribute("changed", true);
    first->InsertEndChild(copy.NewComment("appended"));
    first->DeleteChild(first->FirstChild());
  }
  xml::XMLPrinter pretty, compact(nullptr, true);
  copy.Print(&pretty);
  copy.Print(&compact);

  using Long = unsigned long long;
  std::printf("elements %llu attributes %llu texts %llu others %llu kinds %llu sum %016llx "
              "pretty %d compact %d\n",
              static_cast<Long>(counter.elements), static_cast<Long>(counter.attributes),
              static_cast<Long>(counter.texts), static_cast<Long>(counter.others),
              static_cast<Long>(kinds), static_cast<Long>(summer.sum), pretty.CStrSize(),
              compact.CStrSize());
  if (check)
    std::printf("pretty %016llx compact %016llx\n", static_cast<Long>(checksum(1, pretty.CStr())),
                static_cast<Long>(checksum(1, compact.CStr())));
  if (show)
    std::printf("%.4000s\n", pretty.CStr());
  return true;
}

int main(int argc, char **argv) {
  const bool catalogue = argc == 3 && std::strcmp(argv[1], "catalogue") == 0;
  if (argc != 3 || (!catalogue && std::strcmp(argv[1], "letters") != 0)) {
    std::fprintf(stderr, "usage: %s catalogue|letters rounds\n", argv[0]);
    return 2;
  }
  std::vector<std::string> documents;
  for (int index = 0; index < 4; ++index)
    documents.push_back(makeDocument(catalogue, 1 + index));
  const int rounds = std::atoi(argv[2]);
  for (int round = 0; round < rounds; ++round)
    if (!process(documents[round % documents.size()], round < 4, round == 0))
      return 1;
  return 0;
}
