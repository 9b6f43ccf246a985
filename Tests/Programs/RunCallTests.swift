import Foundation
import Testing

/// `devirt run --call`
@Suite("Run calls")
struct RunCallTests {
    private static let program = """
        #include <cstdio>
        #include <cstdlib>
        #include <cstring>
        struct Static {
          int value;
          Static() : value(40) { std::puts("constructed"); }
          ~Static() { std::puts("destroyed"); }
        } object;
        extern "C" int sum(int a, double b) {
          std::printf("sum %d %g\\n", a, b);
          return object.value + a;
        }
        extern "C" unsigned long length(const char *text) { return std::strlen(text); }
        extern "C" void nothing() { std::puts("nothing"); }
        extern "C" void leave(int status) { std::exit(status); }
        namespace shapes {
        double area(double side) { return side * side; }
        }
        """

    private func run(_ arguments: [String], source: String = program) async throws -> Outcome {
        try await Workspace.with("run-call") { work in
            try work.write("program.cpp", source)
            try await work.compile(
                [work.file("program.cpp")], with: Tools.llvm("clang++"), to: "program.bc",
                flags: [])
            return try await Tools.run(
                Tools.devirt, ["run", "program.bc"] + arguments, in: work.path)
        }
    }

    @Test func callsRunInOrderBetweenConstructorsAndDestructors() async throws {
        let outcome = try await run([
            "--call", "sum(i32 2, double 2.5)", "--call", "nothing()",
            "--call", #"length(ptr "a \"b\"")"#, "--call", "shapes::area(double 1.5)",
        ])
        #expect(
            outcome.output == """
                constructed
                sum 2 2.5
                i32 42
                nothing
                i64 5
                double 2.25
                destroyed

                """)
        #expect(outcome.error.isEmpty)
        #expect(outcome.code == 0)
    }

    @Test func exitInACallEndsTheProgram() async throws {
        let outcome = try await run(["--call", "leave(i32 5)", "--call", "nothing()"])
        #expect(outcome.code == 5)
        #expect(outcome.output == "constructed\ndestroyed\n")
    }

    @Test(arguments: [
        ("sum(i32 2)", "sum: takes (i32, double), got (i32)"),
        ("sum(double 2, i32 2)", "sum: takes (i32, double), got (double, i32)"),
        ("absent()", "the program defines no function 'absent'"),
    ])
    func wrongCallsRunNothing(_ call: String, _ message: String) async throws {
        let outcome = try await run(["--call", "nothing()", "--call", call])
        #expect(outcome.code == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix("devirt: error: \(message)"))
        #expect(outcome.error.split(separator: "\n").count == 1)
    }

    @Test func malformedCallsAreUsageErrors() async throws {
        let malformed = try await Tools.devirt("run", "none.bc", "--call", "f(i32 x)")
        #expect(malformed.code == 64)
        #expect(malformed.error.contains("column 7: 'x' is not a value of type i32"))
        let both = try await run(["--call", "nothing()", "--", "argument"])
        #expect(both.code == 64)
        #expect(both.output.isEmpty)
        #expect(both.error.contains("--call replaces"))
    }
}
