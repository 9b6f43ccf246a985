import Foundation
import Testing

/// What the profile of a sample must show, and what must come of it.
@Suite("Decisions on samples")
struct DecisionTests {
    /// A sample and what its hottest site promotes.
    struct Expectation: CustomTestStringConvertible, Sendable {
        let sample: String
        let kind: String
        let promoted: [String]

        var testDescription: String { sample }
    }

    @Test(arguments: [
        Expectation(
            sample: "skewed", kind: "virtual", promoted: ["Square", "Rectangle", "Triangle"]),
        Expectation(sample: "monomorphic", kind: "virtual", promoted: ["Polynomial"]),
        Expectation(sample: "exceptions", kind: "virtual", promoted: ["Deposit", "Withdrawal"]),
        Expectation(
            sample: "memberpointers", kind: "member-pointer",
            promoted: ["Counter::tick", "DoubleCounter::tick"]),
        Expectation(sample: "stdfunction", kind: "std-function", promoted: ["makeTransform"]),
        Expectation(sample: "table", kind: "function-pointer", promoted: ["load"]),
        Expectation(sample: "comparator", kind: "function-pointer", promoted: ["ascending"]),
    ])
    func hottestSitePromotes(_ expected: Expectation) async throws {
        let sites = try await decide(expected.sample)
        let hottest = try #require(sites.first)
        #expect(hottest.kind == expected.kind)
        #expect(hottest.outcome == "promoted")
        #expect(hottest.line > 0)
        for (target, name) in zip(hottest.targets, expected.promoted) {
            #expect(target.name.contains(name))
            #expect(target.outcome == "promoted")
            #expect(target.inlined == true)
        }
    }

    @Test func sixteenEvenClassesAllGetAGuard() async throws {
        let sites = try await decide("evenmany")
        let hottest = try #require(sites.first)
        #expect(hottest.targets.count == 16)
        #expect(hottest.targets.allSatisfy { $0.outcome == "promoted" })
    }

    @Test func guaranteedTailCallsAreRecordedAndRefused() async throws {
        let sites = try await decide("musttail")
        #expect(!sites.isEmpty)
        #expect(sites.allSatisfy { $0.reason == "MustTail" && $0.calls > 0 })
    }

    private struct Report: Decodable {
        let schemaVersion: Int
        let sites: [Site]
    }

    private struct Site: Decodable {
        struct Target: Decodable {
            let name: String
            let outcome: String?
            let inlined: Bool?
        }

        let kind: String
        let line: Int
        let calls: UInt64
        let outcome: String?
        let reason: String?
        let targets: [Target]
    }

    private func decide(_ name: String) async throws -> [Site] {
        let sample = try Sample.named(name)
        return try await Workspace.with(name) { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: [])
            try await work.devirt("instrument", "app.bc", "-o", "inst.bc")
            try await work.link("inst.bc", to: "app", flags: sample.linkFlags + [Tools.runtime])
            try await work.run(work.file("app"), [sample.trainingArgument])
            let report = try await work.devirt(
                "report", "default.devirtraw", "app.bc", "--format", "json")
            let decoded = try JSONDecoder().decode(Report.self, from: Data(report.output.utf8))
            #expect(decoded.schemaVersion == 1)
            return decoded.sites
        }
    }
}
