// A document and its visitors in Rust: see ../classic/document.cpp. Nodes and visitors are trait
// objects.
//
//   document SEED ROUNDS

struct Random(u64);

impl Random {
    fn draw(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (((self.0 >> 32) * u64::from(bound)) >> 32) as u32
    }
}

trait Node {
    fn accept(&self, visitor: &mut dyn Visitor);
}

type Children = Vec<Box<dyn Node>>;

struct Text(String);
struct Image(u32);
struct Emphasis(Children);
struct Link(u32, Children);
struct Paragraph(Children);
struct Heading(u32, Children);
struct List(Children);
struct Table(Children);
/// An item, a cell, a row or a section.
struct Part(&'static str, Children);

fn accept_all(children: &Children, visitor: &mut dyn Visitor) {
    for child in children {
        child.accept(visitor);
    }
}

// Each visitor says itself how it goes on: a default method cannot make a trait object of `self`.
trait Visitor {
    fn text(&mut self, _: &Text) {}
    fn image(&mut self, _: &Image) {}
    fn emphasis(&mut self, node: &Emphasis);
    fn link(&mut self, node: &Link);
    fn paragraph(&mut self, node: &Paragraph);
    fn heading(&mut self, node: &Heading);
    fn list(&mut self, node: &List);
    fn table(&mut self, node: &Table);
    fn part(&mut self, node: &Part);
}

macro_rules! accepts {
    ($($kind:ident $method:ident),*) => {
        $(impl Node for $kind {
            fn accept(&self, visitor: &mut dyn Visitor) {
                visitor.$method(self);
            }
        })*
    };
}
accepts!(Text text, Image image, Emphasis emphasis, Link link, Paragraph paragraph,
         Heading heading, List list, Table table, Part part);

macro_rules! goes_on {
    ($($method:ident $kind:ident $children:tt),*) => {
        $(fn $method(&mut self, node: &$kind) {
            accept_all(&node.$children, self);
        })*
    };
}

#[derive(Default)]
struct Counter {
    texts: u64,
    letters: u64,
    images: u64,
}

impl Visitor for Counter {
    fn text(&mut self, node: &Text) {
        self.texts += 1;
        self.letters += node.0.len() as u64;
    }
    fn image(&mut self, _: &Image) {
        self.images += 1;
    }
    goes_on!(emphasis Emphasis 0, link Link 1, paragraph Paragraph 0, heading Heading 1,
             list List 0, table Table 0, part Part 1);
}

#[derive(Default)]
struct Outliner {
    outline: u64,
    deepest: u32,
}

impl Visitor for Outliner {
    fn heading(&mut self, node: &Heading) {
        self.outline = self.outline.wrapping_mul(31).wrapping_add(u64::from(node.0));
        self.deepest = self.deepest.max(node.0);
    }
    fn paragraph(&mut self, _: &Paragraph) {}
    fn list(&mut self, _: &List) {}
    fn table(&mut self, _: &Table) {}
    goes_on!(emphasis Emphasis 0, link Link 1, part Part 1);
}

#[derive(Default)]
struct LinkChecker {
    broken: u64,
}

impl Visitor for LinkChecker {
    fn link(&mut self, node: &Link) {
        self.broken += u64::from(node.0 % 7 == 0);
        accept_all(&node.1, self);
    }
    fn image(&mut self, node: &Image) {
        self.broken += u64::from(node.0 % 11 == 0);
    }
    goes_on!(emphasis Emphasis 0, paragraph Paragraph 0, heading Heading 1, list List 0,
             table Table 0, part Part 1);
}

#[derive(Default)]
struct HtmlWriter {
    html: String,
}

impl HtmlWriter {
    fn element(&mut self, name: &str, children: &Children) {
        self.html.push('<');
        self.html.push_str(name);
        self.html.push('>');
        accept_all(children, self);
        self.html.push_str("</>");
    }
}

impl Visitor for HtmlWriter {
    fn text(&mut self, node: &Text) {
        self.html.push_str(&node.0);
    }
    fn image(&mut self, _: &Image) {
        self.html.push_str("<img>");
    }
    fn emphasis(&mut self, node: &Emphasis) {
        self.element("em", &node.0);
    }
    fn link(&mut self, node: &Link) {
        self.element("a", &node.1);
    }
    fn paragraph(&mut self, node: &Paragraph) {
        self.element("p", &node.0);
    }
    fn heading(&mut self, node: &Heading) {
        self.element("h", &node.1);
    }
    fn list(&mut self, node: &List) {
        self.element("ul", &node.0);
    }
    fn table(&mut self, node: &Table) {
        self.element("table", &node.0);
    }
    fn part(&mut self, node: &Part) {
        self.element(node.0, &node.1);
    }
}

struct Writer(Random);

impl Writer {
    fn section(&mut self, level: u32) -> Box<dyn Node> {
        let mut children: Children = vec![Box::new(Heading(level, vec![self.text()]))];
        for _ in 0..4 + self.0.draw(6) {
            let kind = self.0.draw(10);
            if kind < 6 {
                children.push(Box::new(Paragraph(self.filled(5))));
            } else if kind < 8 {
                let mut items: Children = Vec::new();
                for _ in 0..2 + self.0.draw(5) {
                    items.push(Box::new(Part("li", self.filled(3))));
                }
                children.push(Box::new(List(items)));
            } else if kind < 9 {
                children.push(self.table());
            } else if level < 5 {
                children.push(self.section(level + 1));
            }
        }
        Box::new(Part("section", children))
    }

    fn table(&mut self) -> Box<dyn Node> {
        let mut rows: Children = Vec::new();
        for _ in 0..2 + self.0.draw(3) {
            let mut cells: Children = Vec::new();
            for _ in 0..3 {
                cells.push(Box::new(Part("td", self.filled(2))));
            }
            rows.push(Box::new(Part("tr", cells)));
        }
        Box::new(Table(rows))
    }

    fn text(&mut self) -> Box<dyn Node> {
        Box::new(Text("x".repeat(3 + self.0.draw(30) as usize)))
    }

    fn inlined(&mut self) -> Box<dyn Node> {
        let kind = self.0.draw(10);
        if kind < 7 {
            self.text()
        } else if kind < 8 {
            Box::new(Image(self.0.draw(1000)))
        } else if kind < 9 {
            let target = self.0.draw(1000);
            Box::new(Link(target, vec![self.text()]))
        } else {
            Box::new(Emphasis(self.filled(2)))
        }
    }

    fn filled(&mut self, most: u32) -> Children {
        (0..1 + self.0.draw(most)).map(|_| self.inlined()).collect()
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|word| word.parse::<u64>().unwrap());
    let seed = arguments.next().unwrap_or(1);
    let rounds = arguments.next().unwrap_or(100);
    let mut writer = Writer(Random(seed.wrapping_mul(2).wrapping_add(1)));
    let chapters: Children = (0..40).map(|_| writer.section(1)).collect();
    let document: Box<dyn Node> = Box::new(Part("section", chapters));
    let (mut counter, mut outliner) = (Counter::default(), Outliner::default());
    let mut checker = LinkChecker::default();
    let mut written = 0;
    for round in 0..rounds {
        document.accept(&mut counter);
        document.accept(&mut checker);
        document.accept(&mut outliner);
        if round % 4 == 0 {
            let mut html = HtmlWriter::default();
            document.accept(&mut html);
            written += html.html.len();
        }
    }
    println!(
        "{} texts, {} letters, {} images, {} broken, outline {:016x} to {}, {} bytes",
        counter.texts,
        counter.letters,
        counter.images,
        checker.broken,
        outliner.outline,
        outliner.deepest,
        written
    );
}
