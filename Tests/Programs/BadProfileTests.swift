import Foundation
import Testing

/// Damaged, foreign and stale profiles through the command.
@Suite("Bad profiles")
struct BadProfileTests {
    private func trained(_ body: (Workspace, Sample) async throws -> Void) async throws {
        let sample = try Sample.named("skewed")
        try await Workspace.with("bad-profile") { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: [])
            try await work.devirt("instrument", "app.bc", "-o", "inst.bc")
            try await work.link("inst.bc", to: "inst", flags: [Tools.runtime])
            try await work.run(
                work.file("inst"), ["50"], environment: ["DEVIRT_PROFILE_FILE": "a.devirtraw"])
            try await work.devirt("merge", "a.devirtraw", "-o", "a.devirt")
            try await body(work, sample)
        }
    }

    private func isOneLine(_ outcome: Outcome) -> Bool {
        outcome.error.split(separator: "\n").count == 1
    }

    @Test func cutOffAndFlippedProfilesFailInOneLine() async throws {
        try await trained { work, _ in
            for name in ["a.devirt", "a.devirtraw"] {
                let bytes = try work.read(name)
                for position in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
                    try work.write("cut", Array(bytes.prefix(position)))
                    var flipped = bytes
                    flipped[position] ^= 0x10
                    try work.write("flipped", flipped)
                    for file in ["cut", "flipped"] {
                        let outcome = try await Tools.devirt(
                            "optimize", "app.bc", "--profile", file, "-o", "o.bc", "--strict",
                            in: work.path)
                        #expect(outcome.code == 1, "\(file) \(position)")
                        #expect(isOneLine(outcome) && outcome.error.contains(file))
                        #expect(!work.exists("o.bc"))
                    }
                }
            }
        }
    }

    @Test func otherKindsOfFilesAreRecognised() async throws {
        try await trained { work, _ in
            try work.write("empty", "")
            try work.write("text", "hello\n")
            for (file, word) in [("empty", "empty"), ("text", "text"), ("app.bc", "bitcode")] {
                let outcome = try await Tools.devirt("report", file, in: work.path)
                #expect(outcome.code == 1)
                #expect(isOneLine(outcome) && outcome.error.contains(file))
                #expect(outcome.error.lowercased().contains(word), "\(outcome.error)")
            }
            let outcome = try await Tools.devirt("report", "none.devirt", in: work.path)
            #expect(outcome.code == 1 && outcome.error.contains("none.devirt"))
        }
    }

    @Test func mergeKeepsTheGoodInputs() async throws {
        try await trained { work, _ in
            try work.write("bad", "not a profile")
            let lenient = try await Tools.devirt(
                "merge", "bad", "a.devirtraw", "-o", "m.devirt", in: work.path)
            #expect(lenient.code == 2)
            #expect(lenient.error.contains("warning: bad"))
            #expect(try work.read("m.devirt") == work.read("a.devirt"))
            let strict = try await Tools.devirt(
                "merge", "bad", "a.devirtraw", "-o", "s.devirt", "--strict", in: work.path)
            #expect(strict.code == 1)
            #expect(!work.exists("s.devirt"))
        }
    }

    @Test func mergingIsTheSameInAnyOrderAndGrouping() async throws {
        try await trained { work, _ in
            try await work.run(
                work.file("inst"), ["20"], environment: ["DEVIRT_PROFILE_FILE": "b.devirtraw"])
            try await work.devirt("merge", "a.devirtraw", "3:b.devirtraw", "-o", "1.devirt")
            try await work.devirt("merge", "3:b.devirtraw", "-o", "b3.devirt")
            try await work.devirt("merge", "b3.devirt", "a.devirt", "-o", "2.devirt")
            #expect(try work.read("1.devirt") == work.read("2.devirt"))
        }
    }

    @Test func profileOfAnotherProgramIsRefused() async throws {
        try await trained { work, _ in
            let other = try Sample.named("table")
            try await work.compile(other.sources, with: other.compiler, to: "other.bc", flags: [])
            let outcome = try await Tools.devirt(
                "optimize", "other.bc", "--profile", "a.devirt", "-o", "o.bc", in: work.path)
            #expect(outcome.code == 1)
            #expect(isOneLine(outcome) && outcome.error.contains("use the profile of this program"))
            #expect(!work.exists("o.bc"))
        }
    }

    @Test func changedProgramIsMatchedByLinesOrRefusedWhenStrict() async throws {
        try await trained { work, sample in
            // The same source with a new function in front and one more statement in the hot one.
            let source = try String(contentsOfFile: sample.sources[0], encoding: .utf8)
            let changed =
                "static int unused(int x) { return x + 1; }\n"
                + source.replacing("int main(", with: "int added = unused(1);\nint main(")
                .replacing("sum += shape->area(scale);", with: "sum += shape->area(scale) + 1;")
            #expect(changed.contains("area(scale) + 1"))
            try work.write("changed.cpp", changed)
            try await work.compile(
                [work.file("changed.cpp")], with: sample.compiler, to: "changed.bc",
                flags: ["-I\(Tools.root)/samples"])
            let strict = try await Tools.devirt(
                "optimize", "changed.bc", "--profile", "a.devirt", "-o", "s.bc", "--strict",
                in: work.path)
            #expect(strict.code == 2)
            #expect(isOneLine(strict) && strict.error.contains("train again"))
            #expect(!work.exists("s.bc"))
            let lenient = try await Tools.devirt(
                "optimize", "changed.bc", "--profile", "a.devirt", "-o", "o.bc", "-v",
                in: work.path)
            #expect(lenient.code == 0)
            #expect(lenient.error.contains("stale profile"))
            #expect(work.exists("o.bc"))
        }
    }

    @Test func processesWritingOneProfileLoseNothing() async throws {
        try await trained { work, _ in
            let processes = 12
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<processes {
                    group.addTask {
                        try await work.run(
                            work.file("inst"), ["3"],
                            environment: ["DEVIRT_PROFILE_FILE": "shared.devirtraw"])
                    }
                }
                try await group.waitForAll()
            }
            try await work.run(
                work.file("inst"), ["3"], environment: ["DEVIRT_PROFILE_FILE": "one.devirtraw"])
            try await work.devirt("merge", "shared.devirtraw", "-o", "shared.devirt", "--strict")
            try await work.devirt("merge", "\(processes):one.devirtraw", "-o", "one.devirt")
            let shared = try totals(of: "shared.devirt", in: work)
            #expect(shared == (try totals(of: "one.devirt", in: work)))
            #expect(shared.contains { $0 > 0 })
        }
    }

    private func totals(of name: String, in work: Workspace) throws -> [UInt64] {
        try Profiles.read(work.file(name)).functions.flatMap { $0.sites.map(\.summary.total) }
    }

    @Test func fullDiskDoesNotDisturbTheProgram() async throws {
        try await trained { work, _ in
            let outcome = try await Tools.run(
                work.file("inst"), ["3"], in: work.path,
                environment: ["DEVIRT_PROFILE_FILE": "/dev/full"])
            #expect(outcome.code == 0)
            #expect(outcome.output.contains("area"))
            #expect(isOneLine(outcome))
            #expect(outcome.error.contains("/dev/full"))
            #expect(outcome.error.contains("No space left"))
        }
    }
}
