// Parses generated XML documents with Xerces-C: with SAX2 and into a DOM, validated by a DTD.
//
//   driver orders|articles ROUNDS
#include <xercesc/dom/DOM.hpp>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/parsers/XercesDOMParser.hpp>
#include <xercesc/sax/HandlerBase.hpp>
#include <xercesc/sax2/Attributes.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/PlatformUtils.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <strings.h>

using namespace xercesc;

// Xerces-C has these in C files, for systems that call them differently.
extern "C" int stricmp(const char *a, const char *b) { return strcasecmp(a, b); }
extern "C" int strnicmp(const char *a, const char *b, std::size_t count) {
  return strncasecmp(a, b, count);
}

namespace {

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

std::string number(std::uint32_t value) { return std::to_string(value); }

std::string orders(Random &random) {
  std::string text = "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE orders [\n"
                     "<!ELEMENT orders (order*)>\n<!ELEMENT order (item+, note?)>\n"
                     "<!ELEMENT item (#PCDATA)>\n<!ELEMENT note (#PCDATA)>\n"
                     "<!ATTLIST order id CDATA #REQUIRED customer CDATA #REQUIRED>\n"
                     "<!ATTLIST item price CDATA #REQUIRED unit (piece|kg) 'piece'>\n]>\n<orders>";
  for (int order = 0; order < 400; ++order) {
    text += "<order id='" + number(random.draw(100000)) + "' customer='c" +
            number(random.draw(500)) + "'>";
    for (std::uint32_t items = 1 + random.draw(5); items > 0; --items)
      text += "<item price='" + number(random.draw(9999)) + "'" +
              (random.draw(2) == 0 ? " unit='kg'" : "") + ">thing " + number(random.draw(99)) +
              "</item>\n";
    if (random.draw(3) == 0)
      text += "<note>" + std::string(10 + random.draw(60), 'n') + " &amp; more</note>";
    text += "</order>\n";
  }
  return text + "</orders>";
}

std::string articles(Random &random) {
  std::string text = "<?xml version='1.0' encoding='UTF-8'?>\n"
                     "<a:articles xmlns:a='urn:articles' xmlns:m='urn:marks'>";
  for (int article = 0; article < 60; ++article) {
    text += "<a:article m:lang='en'><a:title>" + std::string(5 + random.draw(30), 't') +
            "</a:title><!-- " + std::string(random.draw(40), 'c') + " -->";
    for (std::uint32_t parts = 5 + random.draw(15); parts > 0; --parts) {
      text += "<a:p>" + std::string(20 + random.draw(200), 'w');
      if (random.draw(2) == 0)
        text += " <m:em>\xc3\xa9t\xc3\xa9 " + number(random.draw(1000)) + "</m:em> &lt;";
      if (random.draw(5) == 0)
        text += "<![CDATA[ <raw> & " + std::string(random.draw(50), 'r') + "]]>";
      text += "</a:p>\n";
    }
    text += "</a:article>";
  }
  return text + "</a:articles>";
}

class Counter : public DefaultHandler {
public:
  void startElement(const XMLCh *, const XMLCh *name, const XMLCh *,
                    const Attributes &attributes) override {
    ++elements;
    sum = sum * 31 + name[0];
    for (XMLSize_t index = 0; index < attributes.getLength(); ++index)
      sum = sum * 31 + attributes.getValue(index)[0];
  }
  void characters(const XMLCh *const, const XMLSize_t length) override { letters += length; }
  void error(const SAXParseException &) override { ++errors; }
  void fatalError(const SAXParseException &) override { ++errors; }

  std::uint64_t elements = 0, letters = 0, errors = 0, sum = 0;
};

std::uint64_t walk(const DOMNode *node) {
  std::uint64_t sum = static_cast<std::uint64_t>(node->getNodeType());
  if (const XMLCh *value = node->getNodeValue())
    sum += value[0];
  for (const DOMNode *child = node->getFirstChild(); child != nullptr;
       child = child->getNextSibling())
    sum = sum * 31 + walk(child);
  return sum;
}

void parse(const std::string &text, bool validates, int rounds) {
  const auto *bytes = reinterpret_cast<const XMLByte *>(text.data());
  const MemBufInputSource input(bytes, text.size(), "document");
  Counter counter;
  std::uint64_t tree = 0;
  const std::unique_ptr<SAX2XMLReader> reader(XMLReaderFactory::createXMLReader());
  reader->setFeature(XMLUni::fgSAX2CoreValidation, validates);
  reader->setFeature(XMLUni::fgXercesDynamic, false);
  reader->setContentHandler(&counter);
  reader->setErrorHandler(&counter);
  XercesDOMParser parser;
  HandlerBase quiet;
  parser.setErrorHandler(&quiet);
  parser.setDoNamespaces(true);
  parser.setValidationScheme(validates ? XercesDOMParser::Val_Always : XercesDOMParser::Val_Never);
  for (int round = 0; round < rounds; ++round) {
    reader->parse(input);
    parser.parse(input);
    tree += walk(parser.getDocument());
  }
  std::printf("%llu elements, %llu letters, %llu errors, %016llx, %016llx\n",
              static_cast<unsigned long long>(counter.elements),
              static_cast<unsigned long long>(counter.letters),
              static_cast<unsigned long long>(counter.errors),
              static_cast<unsigned long long>(counter.sum), static_cast<unsigned long long>(tree));
}

} // namespace

int main(int argc, char **argv) {
  const bool isOrders = argc < 2 || std::strcmp(argv[1], "orders") == 0;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 10;
  XMLPlatformUtils::Initialize();
  Random random(isOrders ? 5 : 3);
  parse(isOrders ? orders(random) : articles(random), isOrders, rounds);
  XMLPlatformUtils::Terminate();
  return 0;
}
