import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

@Suite struct OptimizerTests {
    private let text = caller("f", sites: 2) + caller("g") + leaf("a") + leaf("b")
    private let calls = [
        "f#0": summary(called("a", 60), called("b", 40)), "f#1": summary(called("a", 50)),
        "g#0": summary(called("b", 10)),
    ]

    /// Optimizes `text` and returns the report and the indirect calls left in `f`.
    private func optimize(
        _ options: OptimizationOptions, profile: ((ModuleReference) -> Profile)? = nil
    ) throws -> (report: OptimizationReport, text: String) {
        let machine = try TargetMachine(triple: "", level: .none)
        return try withModule(text) { module in
            let profile = profile?(module) ?? Profile(of: module, calls)
            let optimizer = Optimizer(profile: profile, named: "p.devirt", options: options)
            let report = try optimizer.optimize(module, machine: machine)
            try module.verify()
            return (report, module.description)
        }
    }

    private func outcomes(_ options: OptimizationOptions) throws -> [String] {
        try optimize(options).report.decisions.flatMap { decision in
            decision.promoted.map { "\(decision.site) \($0.name)" }
        }
    }

    @Test func everyLimitIsAPrefix() throws {
        let all = try outcomes(OptimizationOptions(level: .none, verification: .passes))
        #expect(all == ["f#0 a", "f#0 b", "f#1 a", "g#0 b"])
        for limit in 0...5 {
            let options = OptimizationOptions(level: .none, limit: limit, verification: .passes)
            #expect(try outcomes(options) == Array(all.prefix(limit)))
        }
    }

    @Test func whatIsLeftOutSaysSo() throws {
        let report = try optimize(OptimizationOptions(level: .none, limit: 1)).report
        #expect(report.decisions.map(\.refusal) == [nil, .deselected, .deselected])
        #expect(report.decisions[0].refusal(of: "b") == .deselected)
    }

    @Test func onlyTakesOneSiteAndTheLimitCountsAllTheSame() throws {
        let site = CallSiteID(function: "f", ordinal: 1)
        #expect(try outcomes(OptimizationOptions(level: .none, only: site)) == ["f#1 a"])
        #expect(
            try outcomes(OptimizationOptions(level: .none, limit: 3, only: site)) == ["f#1 a"])
        #expect(try outcomes(OptimizationOptions(level: .none, limit: 2, only: site)).isEmpty)
    }

    @Test func onlyMustNameASite() throws {
        let site = CallSiteID(function: "f", ordinal: 2)
        #expect(throws: DevirtualizationError.unknownSite("f#2", module: "test.ll")) {
            try optimize(OptimizationOptions(only: site))
        }
    }

    @Test func aForeignProfileIsRefused() throws {
        let other = FunctionProfile(
            FunctionKey(name: "other", hash: 1, point: .asIs),
            sites: [SiteProfile(ordinal: 0, kind: .functionPointer, calleeType: "void ()")])
        #expect(
            throws: DevirtualizationError.profileDoesNotMatch(
                profile: "p.devirt", module: "test.ll", functions: 1)
        ) {
            try optimize(OptimizationOptions()) { _ in Profile(runs: 1, functions: [other]) }
        }
    }

    @Test func anEmptyProfileChangesNothing() throws {
        let report = try optimize(OptimizationOptions()) { _ in Profile() }.report
        #expect(report.decisions.map(\.refusal) == [.noData, .noData, .noData])
    }

    @Test func mixedPointsAreRefused() throws {
        #expect(throws: DevirtualizationError.mixedPoints(profile: "p.devirt")) {
            try optimize(OptimizationOptions()) { module in
                var profile = Profile(of: module, calls)
                let site = SiteProfile(ordinal: 0, kind: .functionPointer, calleeType: "void ()")
                let key = FunctionKey(name: "f", hash: 1, point: .early)
                profile.merge(Profile(functions: [FunctionProfile(key, sites: [site])]))
                return profile
            }
        }
    }

    @Test func decidingChangesNothing() throws {
        let machine = try TargetMachine(triple: "", level: .default)
        try withModule(text) { module in
            let before = module.description
            let optimizer = Optimizer(
                profile: Profile(of: module, calls), named: "p", options: OptimizationOptions())
            let report = try optimizer.decide(module, machine: machine)
            #expect(report.decisions.flatMap(\.promoted).count == 4)
            #expect(report.point == .asIs)
            #expect(module.description == before)
        }
    }

    @Test func valueProfilesLeaveTheCodeAlone() throws {
        let result = try optimize(OptimizationOptions(level: .none, emission: .vp))
        #expect(!result.text.contains("icmp"))
        let a = globalIdentifier(of: "a")
        #expect(result.text.contains("i64 100, i64 \(Int64(bitPattern: a)), i64 60"))
    }

    @Test func twoRunsGiveTheSameModule() throws {
        let first = try optimize(OptimizationOptions()).text
        for _ in 0..<3 { #expect(try optimize(OptimizationOptions()).text == first) }
    }

    @Test(arguments: [
        (
            DevirtualizationError.alreadyInstrumented(module: "m"),
            "m: already instrumented; give the original file"
        ),
        (
            .unsupportedTarget(module: "m", triple: "i386-pc-linux-gnu"),
            "m: target 'i386-pc-linux-gnu' does not have pointers of 64 bits, which recording needs; "
                + "compile for a 64-bit target"
        ),
        (
            .unknownSite("f#1", module: "m"),
            "--only f#1: no such call site in m; 'devirt report --format json' lists their ids"
        ),
        (
            .brokenRewrite(number: 5, function: "f"),
            "rewrite 5 in f made invalid IR; please report this, and use --limit 4 meanwhile"
        ),
    ])
    func errorsSayWhatToDo(_ error: DevirtualizationError, _ text: String) {
        #expect(error.description == text)
    }
}
