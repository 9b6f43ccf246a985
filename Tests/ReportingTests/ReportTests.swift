import DevirtProfile
import Testing

@testable import Devirtualization
@testable import Reporting

@Suite struct ReportTests {
    @Test func sharesAreOfCertainCalls() throws {
        let report = Examples.decided
        // Of all calls of the profile, also those whose site was not found.
        #expect(report.promotedShare == Double(1_190_000) / 2_000_000)
        #expect(report.matchedShare == Double(1_235_567) / 2_000_000)
        #expect(report.sites[0].targets[1].share == Double(290_000) / 1_234_567)
    }

    @Test func nothingDividesByZero() {
        let result = OptimizationReport(decisions: [], match: MatchSummary(), point: .asIs)
        let report = Report(result, of: "m", profile: Profile(), named: "p")
        #expect(report.promotedShare == 0 && report.matchedShare == 1)
        #expect(report.refusals == [:] && report.sites.isEmpty)
    }

    @Test func sharesStaySharesWhereCountsAreImpossible() {
        let many = TargetDecision(
            name: "t", calls: .max, upperBound: .max,
            outcome: .promoted(rewrite: 1, guard: .function, inlining: .called("")))
        let decisions = [1, UInt64.max, .max].enumerated().map { index, total in
            Decision(
                site: CallSiteID(function: "f", ordinal: UInt32(index)), identity: Examples.quiet,
                match: .exact, summary: SiteSummary(total: total), targets: [many], refusal: nil)
        }
        let result = OptimizationReport(decisions: decisions, match: MatchSummary(), point: .asIs)
        let report = Report(result, of: "m", profile: Profile(), named: "p")
        #expect(report.calls == .max && report.promotedShare == 1)
        #expect(report.sites.allSatisfy { $0.targets[0].share == 1 })
        #expect(TextReport(report).text.contains("100.0%  t"))
    }

    @Test func sitesOfAProfileAreSortedByCallsThenName() {
        func function(_ name: String, _ calls: [UInt64]) -> FunctionProfile {
            FunctionProfile(
                FunctionKey(name: name, hash: 1, point: .asIs),
                sites: calls.enumerated().map { ordinal, calls in
                    SiteProfile(
                        ordinal: UInt32(ordinal), kind: .functionPointer, calleeType: "void ()",
                        summary: SiteSummary(total: calls))
                })
        }
        let profile = Profile(
            runs: 1, functions: [function("b", [5, 9]), function("a", [5, 0])])
        let report = Report(profile: profile, named: "p")
        #expect(report.sites.map(\.id) == ["b#1", "a#0", "b#0", "a#1"])
        #expect(report.executedSites == 3 && report.siteCount == 4 && report.calls == 19)
    }

    @Test(
        arguments: [
            ("a.c", 3, 7, "a.c:3:7"), ("a.c", 3, 0, "a.c:3"), ("a.c", 0, 0, "a.c"),
            (nil, 3, 1, "?:3:1"), ("/x/../y/a.h", 3, 1, "/y/a.h:3:1"),
            ("../a.h", 3, 1, "../a.h:3:1"), ("x/y/../../../a.h", 3, 1, "../a.h:3:1"),
            ("/../a.h", 3, 1, "/../a.h:3:1"),
        ] as [(String?, UInt32, UInt32, String)])
    func locationsSayWhatIsKnown(
        _ file: String?, _ line: UInt32, _ column: UInt32, _ text: String
    ) {
        let site = SiteProfile(
            ordinal: 0, kind: .functionPointer,
            location: SourceLocation(file: file, line: line, column: column), calleeType: "void ()")
        let function = FunctionProfile(
            FunctionKey(name: "f", hash: 1, point: .asIs), sites: [site])
        #expect(SiteRow(site, of: function, allCalls: 0).location == text)
    }
}
