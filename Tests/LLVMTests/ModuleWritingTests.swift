import LLVM
import Testing

@Suite struct ModuleWritingTests {
    private let text = """
        source_filename = "a.c"
        target triple = "x86_64-unknown-linux-gnu"

        @g = internal global i32 7

        define i32 @f(ptr %p) {
          %v = load i32, ptr %p
          ret i32 %v
        }
        """

    private func contents(_ module: ModuleReference) -> String {
        module.description.split(separator: "\n").filter { !$0.hasPrefix("; ModuleID") }
            .joined(separator: "\n")
    }

    @Test func bitcodeRoundTripKeepsTheModule() throws {
        let (bitcode, before) = try withModule(text) { ($0.bitcode(), contents($0)) }
        let context = Context()
        let (again, after) = try bitcode.withUnsafeBytes { bytes in
            let module = try Module(bytes: bytes, name: "test.ll", in: context)
            defer { withExtendedLifetime(module) {} }
            return (module.reference.bitcode(), contents(module.reference))
        }
        #expect(after == before)
        #expect(again == bitcode)
    }

    @Test func textRoundTripKeepsTheModule() throws {
        let first = try withModule(text) { contents($0) }
        #expect(try withModule(first) { contents($0) } == first)
    }

    @Test func bitcodeIsTheSameEachTime() throws {
        let first = try withModule(text) { $0.bitcode() }
        #expect(try withModule(text) { $0.bitcode() } == first)
    }
}
