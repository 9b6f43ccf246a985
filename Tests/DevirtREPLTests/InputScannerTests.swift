import Testing

@testable import DevirtREPL

/// Where inputs end.
@Suite("Input scanner")
struct InputScannerTests {
    private func isOpen(_ lines: String...) -> Bool {
        var scanner = InputScanner()
        for line in lines { scanner.read(line) }
        return scanner.isOpen
    }

    @Test(arguments: [
        "int x = 3;", "x + 1", "f(1, 2)", "x++", "x--;", "#include <vector>",
        "int f() { return 1; }",
        "auto s = \"{([\";", "auto c = '{';", "int n = 1'000'000;", "// {", "/* { */ x",
        "auto r = R\"(\" { )\";", "struct S;", "if (x) f();", "for (;;) { break; }", "\"a\\\"{\"",
        "do f(); while (x);", "try { f(); } catch (...) {}", "template <class T> T id(T x);",
        "x < y", "u8'{'", "#define OPEN {", "label: x;",
    ])
    func isComplete(line: String) { #expect(!isOpen(line)) }

    @Test(arguments: [
        "int f() {", "f(1,", "int a[] = {1, 2", "int x =", "x +", "a &&", "/* begin", "\\",
        "int \\",
        "auto r = R\"x( )\"", "struct S", "struct S : T", "template <class T>", "if (x)", "else",
        "for (int i = 0; i < 3; ++i)", "while (x)", "do f();", "try { f(); }", "#if 1", "#ifdef A",
        "namespace a {", "enum class E", "switch (x)", "x ?",
    ])
    func isIncomplete(line: String) { #expect(isOpen(line)) }

    @Test func severalLinesEnd() {
        #expect(!isOpen("int f() {", "  return 1;", "}"))
        #expect(!isOpen("/* a", "{ */ x"))
        #expect(!isOpen("auto r = R\"x(", "{ )\" )x\";"))
        #expect(!isOpen("#if 1", "int f() {", "}", "#endif"))
        #expect(!isOpen("#define F(x) \\", "  (x)"))
        #expect(isOpen("#if 1", "int x;"))
        #expect(!isOpen("#if 0", "junk (", "#endif"))
        #expect(!isOpen("#ifdef A", "int f(int x) {", "#else", "int f() {", "#endif", "}"))
        #expect(isOpen("#ifdef A", "int f(int x) {", "#else", "int f() {", "#endif"))
        #expect(!isOpen("x +", "1"))
    }

    @Test func scriptsAreReadAhead() {
        var reader = InputReader(
            TextLines(
                """
                // A comment.

                int f()
                {
                  return 1;
                }
                %undo
                if (x) {
                  f();
                }
                else {
                  g();
                }
                f()
                int open() {
                """))
        #expect(reader.next() == .code("int f()\n{\n  return 1;\n}"))
        #expect(reader.next() == .command("%undo"))
        #expect(reader.next() == .code("if (x) {\n  f();\n}\nelse {\n  g();\n}"))
        #expect(reader.next() == .code("f()"))
        #expect(reader.next() == .code("int open() {"))
        #expect(reader.next() == .end)
    }

    @Test func commandsAreChecked() throws {
        #expect(try Command("%undo") == .undo(1))
        #expect(try Command("%undo 3") == .undo(3))
        #expect(try Command("%time f(1);") == .time("f(1)"))
        #expect(try Command("%sites") == .sites(nil))
        for line in ["%undo x", "%undo 0", "%load", "%events maybe", "%", "%what"] {
            #expect(throws: REPLError.self) { try Command(line) }
        }
    }
}
