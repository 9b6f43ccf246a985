// A document and its visitors in Swift: see ../classic/document.cpp. Nodes are classes, visitors a
// protocol with default implementations.
//
//   document SEED ROUNDS

struct Random {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 2 &+ 1 }
    mutating func draw(_ bound: UInt32) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(((state >> 32) &* UInt64(bound)) >> 32)
    }
}

protocol Visitor: AnyObject {
    func visit(text: Text)
    func visit(image: Image)
    func visit(emphasis: Emphasis)
    func visit(link: Link)
    func visit(paragraph: Paragraph)
    func visit(heading: Heading)
    func visit(list: List)
    func visit(table: Table)
    func visit(part: Part)
}

extension Visitor {
    func visit(text: Text) {}
    func visit(image: Image) {}
    func visit(emphasis: Emphasis) { emphasis.acceptChildren(self) }
    func visit(link: Link) { link.acceptChildren(self) }
    func visit(paragraph: Paragraph) { paragraph.acceptChildren(self) }
    func visit(heading: Heading) { heading.acceptChildren(self) }
    func visit(list: List) { list.acceptChildren(self) }
    func visit(table: Table) { table.acceptChildren(self) }
    func visit(part: Part) { part.acceptChildren(self) }
}

class Node {
    func accept(_ visitor: any Visitor) { fatalError("abstract") }
}

final class Text: Node {
    let words: String
    init(_ words: String) { self.words = words }
    override func accept(_ visitor: any Visitor) { visitor.visit(text: self) }
}

final class Image: Node {
    let number: Int
    init(_ number: Int) { self.number = number }
    override func accept(_ visitor: any Visitor) { visitor.visit(image: self) }
}

class Container: Node {
    var children: [Node] = []
    final func acceptChildren(_ visitor: any Visitor) {
        for child in children { child.accept(visitor) }
    }
}

final class Emphasis: Container {
    override func accept(_ visitor: any Visitor) { visitor.visit(emphasis: self) }
}
final class Link: Container {
    let target: Int
    init(_ target: Int) { self.target = target }
    override func accept(_ visitor: any Visitor) { visitor.visit(link: self) }
}
final class Paragraph: Container {
    override func accept(_ visitor: any Visitor) { visitor.visit(paragraph: self) }
}
final class Heading: Container {
    let level: Int
    init(_ level: Int) { self.level = level }
    override func accept(_ visitor: any Visitor) { visitor.visit(heading: self) }
}
final class List: Container {
    override func accept(_ visitor: any Visitor) { visitor.visit(list: self) }
}
final class Table: Container {
    override func accept(_ visitor: any Visitor) { visitor.visit(table: self) }
}
/// An item, a cell, a row or a section.
final class Part: Container {
    let name: String
    init(_ name: String) { self.name = name }
    override func accept(_ visitor: any Visitor) { visitor.visit(part: self) }
}

final class Counter: Visitor {
    var texts = 0
    var letters = 0
    var images = 0
    func visit(text: Text) {
        texts += 1
        letters += text.words.utf8.count
    }
    func visit(image: Image) { images += 1 }
}

final class Outliner: Visitor {
    var outline: UInt64 = 0
    var deepest = 0
    func visit(heading: Heading) {
        outline = outline &* 31 &+ UInt64(heading.level)
        deepest = max(deepest, heading.level)
    }
    func visit(paragraph: Paragraph) {}
    func visit(list: List) {}
    func visit(table: Table) {}
}

final class LinkChecker: Visitor {
    var broken = 0
    func visit(link: Link) {
        if link.target % 7 == 0 { broken += 1 }
        link.acceptChildren(self)
    }
    func visit(image: Image) { if image.number % 11 == 0 { broken += 1 } }
}

final class HtmlWriter: Visitor {
    var html: [UInt8] = []
    func element(_ name: String, _ node: Container) {
        html.append(60)
        html.append(contentsOf: name.utf8)
        html.append(62)
        node.acceptChildren(self)
        html.append(contentsOf: "</>".utf8)
    }
    func visit(text: Text) { html.append(contentsOf: text.words.utf8) }
    func visit(image: Image) { html.append(contentsOf: "<img>".utf8) }
    func visit(emphasis: Emphasis) { element("em", emphasis) }
    func visit(link: Link) { element("a", link) }
    func visit(paragraph: Paragraph) { element("p", paragraph) }
    func visit(heading: Heading) { element("h", heading) }
    func visit(list: List) { element("ul", list) }
    func visit(table: Table) { element("table", table) }
    func visit(part: Part) { element(part.name, part) }
}

struct Writer {
    var random: Random

    mutating func section(_ level: Int) -> Node {
        let section = Part("section")
        let heading = Heading(level)
        heading.children.append(text())
        section.children.append(heading)
        for _ in 0..<(4 + random.draw(6)) {
            let kind = random.draw(10)
            if kind < 6 {
                section.children.append(filled(Paragraph(), 5))
            } else if kind < 8 {
                let list = List()
                for _ in 0..<(2 + random.draw(5)) {
                    list.children.append(filled(Part("li"), 3))
                }
                section.children.append(list)
            } else if kind < 9 {
                section.children.append(table())
            } else if level < 5 {
                section.children.append(self.section(level + 1))
            }
        }
        return section
    }

    private mutating func table() -> Node {
        let table = Table()
        for _ in 0..<(2 + random.draw(3)) {
            let row = Part("tr")
            for _ in 0..<3 { row.children.append(filled(Part("td"), 2)) }
            table.children.append(row)
        }
        return table
    }

    private mutating func text() -> Node {
        Text(String(repeating: "x", count: 3 + random.draw(30)))
    }

    private mutating func inlined() -> Node {
        let kind = random.draw(10)
        if kind < 7 { return text() }
        if kind < 8 { return Image(random.draw(1000)) }
        if kind < 9 {
            let link = Link(random.draw(1000))
            link.children.append(text())
            return link
        }
        return filled(Emphasis(), 2)
    }

    private mutating func filled(_ node: Container, _ most: UInt32) -> Node {
        for _ in 0..<(1 + random.draw(most)) { node.children.append(inlined()) }
        return node
    }
}

func main() {
    let arguments = CommandLine.arguments
    let seed = arguments.count > 1 ? UInt64(arguments[1])! : 1
    let rounds = arguments.count > 2 ? Int(arguments[2])! : 100
    var writer = Writer(random: Random(seed: seed))
    let document = Part("section")
    for _ in 0..<40 { document.children.append(writer.section(1)) }
    let counter = Counter()
    let outliner = Outliner()
    let checker = LinkChecker()
    var written = 0
    for round in 0..<rounds {
        document.accept(counter)
        document.accept(checker)
        document.accept(outliner)
        if round % 4 == 0 {
            let html = HtmlWriter()
            document.accept(html)
            written += html.html.count
        }
    }
    let digits = String(outliner.outline, radix: 16)
    let outline = String(repeating: "0", count: 16 - digits.count) + digits
    print(
        "\(counter.texts) texts, \(counter.letters) letters, \(counter.images) images, "
            + "\(checker.broken) broken, outline \(outline) to \(outliner.deepest), "
            + "\(written) bytes")
}

main()
