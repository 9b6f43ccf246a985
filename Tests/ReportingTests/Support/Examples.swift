import DevirtProfile
import LLVM

@testable import Devirtualization
@testable import Reporting

/// One decision of each kind, and the profile they come from.
enum Examples {
    static let shapes = SiteIdentity(
        ordinal: 0, kind: .virtualCall, calleeType: "double (ptr)",
        location: SourceLocation(file: "src/shapes.cpp", line: 12, column: 7))
    static let compare = SiteIdentity(
        ordinal: 1, kind: .functionPointer, calleeType: "i32 (ptr, ptr)",
        location: SourceLocation(file: "it's.c", line: 3, column: 1))
    static let quiet = SiteIdentity(
        ordinal: 0, kind: .functionPointer, calleeType: "void ()", location: .unknown)

    static let promoted = Decision(
        site: CallSiteID(function: "_Z3sumRK4List", ordinal: 0), identity: shapes, match: .exact,
        summary: SiteSummary(
            total: 1_234_567, estimated: 1_000_000,
            entries: [
                TargetCount(target: Target(name: "_ZN6Circle4areaEv"), count: 900_000),
                TargetCount(
                    target: Target(name: "_ZN6Square4areaEv"), count: 300_000, error: 10_000),
                TargetCount(target: Target(name: "outside"), count: 40_000),
            ]),
        targets: [
            TargetDecision(
                name: "_ZN6Circle4areaEv", calls: 900_000, upperBound: 900_000,
                outcome: .promoted(rewrite: 1, guard: .vtable, inlining: .inlined(cost: 35))),
            TargetDecision(
                name: "_ZN6Square4areaEv", calls: 290_000, upperBound: 300_000,
                outcome: .promoted(
                    rewrite: 2, guard: .function, inlining: .called("noinline function attribute"))
            ),
            TargetDecision(
                name: "outside", calls: 40_000, upperBound: 40_000,
                outcome: .refused(.targetNotDefined("outside"))),
        ], refusal: nil)

    static let refused = Decision(
        site: CallSiteID(function: "it's.c;sort", ordinal: 1), identity: compare, match: .stale,
        summary: SiteSummary(
            total: 1000, entries: [TargetCount(target: Target(name: "less"), count: 1000)]),
        targets: [
            TargetDecision(
                name: "less", calls: 1000, upperBound: 1000, outcome: .refused(.mustTail))
        ], refusal: .mustTail)

    static let silent = Decision(
        site: CallSiteID(function: "setup", ordinal: 0), identity: quiet, match: .none,
        summary: .empty, targets: [], refusal: .noData)

    static let profile = Profile(
        runs: 2,
        functions: [
            FunctionProfile(
                FunctionKey(name: "_Z3sumRK4List", hash: 7, point: .asIs),
                sites: [SiteProfile(shapes, summary: promoted.summary)]),
            FunctionProfile(
                FunctionKey(name: "it's.c;sort", hash: 8, point: .asIs),
                sites: [
                    SiteProfile(
                        compare,
                        summary: SiteSummary(
                            total: 1000,
                            entries: [
                                TargetCount(
                                    target: Target(name: "less", object: "libsort.so"),
                                    count: 1000)
                            ]))
                ]),
            FunctionProfile(
                FunctionKey(name: "setup", hash: 9, point: .asIs), sites: [SiteProfile(quiet)]),
        ])

    /// The decisions as `devirt report` and `devirt optimize` show them.
    static var decided: Report {
        var match = MatchSummary()
        match.changedFunctions = 1
        match.profileCalls = 2_000_000
        match.matchedCalls = 1_235_567
        let result = OptimizationReport(
            decisions: [promoted, refused, silent], match: match, point: .asIs)
        return Report(result, of: "app.bc", profile: profile, named: "app.devirt")
    }

    /// What `devirt report` shows without a module.
    static var recorded: Report { Report(profile: profile, named: "app.devirt") }
}
