import DevirtProfile
import Devirtualization
import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// Programs that start from a profile.
@Suite("Warm start")
struct WarmStartTests {
    /// `run` calls `apply` with the local function `twice` so often, or `other`.
    private static let program = """
        source_filename = "program.c"
        define internal i32 @twice(i32 %x) {
          %y = shl i32 %x, 1
          ret i32 %y
        }
        define i32 @other(i32 %x) {
          ret i32 %x
        }
        define internal i32 @apply(ptr %f, i32 %x) noinline {
          %y = call i32 %f(i32 %x)
          %z = add i32 %y, 1
          ret i32 %z
        }
        define i32 @run(i32 %count, i32 %x, i32 %which) {
        entry:
          %is = icmp eq i32 %which, 0
          %f = select i1 %is, ptr @twice, ptr @other
          br label %loop
        loop:
          %i = phi i32 [ 0, %entry ], [ %next, %loop ]
          %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
          %y = call i32 @apply(ptr %f, i32 %x)
          %more = add i32 %sum, %y
          %next = add i32 %i, 1
          %end = icmp eq i32 %next, %count
          br i1 %end, label %out, label %loop
        out:
          ret i32 %more
        }
        """

    /// Nothing becomes hot by itself.
    private static let patient = TierPolicy(hotEntries: 1_000_000, hotIterations: 1_000_000)
    private static let apply = "apply.m"

    private func run(_ jit: ReoptimizingJIT, count: Int32 = 500, which: Int32 = 0) throws {
        let expected = count * (which == 0 ? 11 : 6)
        #expect(
            try jit.call("run", .int32(count), .int32(5), .int32(which)) == .int32(expected))
    }

    /// A JIT in which `apply` was found hot.
    private func trained(_ text: String = program) throws -> ReoptimizingJIT {
        let jit = try Programs.jit(policy: TierPolicy(hotEntries: 100), text)
        let story = Story()
        jit.onEvent { story.append($0) }
        try run(jit)
        _ = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        return jit
    }

    private func warm(
        _ profile: Profile, policy: TierPolicy = patient, _ text: String = program
    ) throws -> (ReoptimizingJIT, Story) {
        let jit = try ReoptimizingJIT(policy: policy, runtime: Programs.runtime)
        let story = Story()
        jit.onEvent { story.append($0) }
        jit.use(profile: profile, named: "saved")
        try jit.add(try Module(text: text, in: Context()))
        return (jit, story)
    }

    /// What ahead of time stands for the functions of the program.
    private func sites(_ text: String = program) throws -> [FunctionKey] {
        let module = try Module(text: text, in: Context())
        return CallSiteFinder.sites(in: module.reference, at: .asIs).map(\.key)
    }

    @Test func liveProfilesSpeakOfFunctionsAsInstrumentedProgramsDo() throws {
        let profile = try trained().liveProfile()
        #expect(profile.runs == 1)
        #expect(profile.functions.map(\.key) == (try sites()))
        let site = try #require(profile.functions.first?.sites.first)
        #expect(site.recorded && site.kind == .functionPointer)
        #expect(site.calleeType == "i32 (i32)")
        #expect(site.summary.total >= 90)
        #expect(site.summary.entries.map(\.target) == [Target(name: "program.c;twice")])
        #expect(profile.heat.map(\.key.name).contains("program.c;apply"))
        #expect(profile.heat.allSatisfy { $0.entries >= 100 || !$0.loops.isEmpty })
    }

    @Test func aProfileGoesStraightToGuardedCode() throws {
        let profile = try trained().liveProfile()
        let (jit, story) = try warm(profile)
        try run(jit)
        let event = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        #expect(event.guards == 1)
        #expect(event.inlinedTargets == 1)
        #expect(event.version == 1)
        try run(jit)
        try run(jit, which: 1)
        let matched = try #require(story.wait { $0.kind == .matched })
        #expect(matched.function == "saved" && matched.functionCount == 1)
        #expect(matched.cause == nil)
        #expect(jit.statistics.failures == 0)
        #expect(jit.statistics.profiledFunctions == 1)
    }

    /// From ahead of time, where nobody knows what was hot but by its calls.
    @Test func callsOfInstrumentedProgramsTellWhatIsHot() throws {
        let live = try trained().liveProfile()
        let function = try #require(live.functions.first)
        let profile = Profile(runs: 1, functions: [function]).times(1_000_000)
        let (jit, story) = try warm(profile, policy: TierPolicy(hotEntries: 1_000_000))
        try run(jit)
        let event = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        #expect(event.guards == 1)
        // So is what they called.
        _ = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix("twice.m") })
    }

    @Test func guardsThatMissAreDecidedAgain() throws {
        let profile = try trained().liveProfile()
        var policy = TierPolicy(hotEntries: 500)
        policy.missLimit = 1000
        policy.toleratedMissRate = 0
        let (jit, story) = try warm(profile, policy: policy)
        try run(jit, count: 10)
        _ = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        try run(jit, count: 3000, which: 1)
        _ = try #require(story.wait { $0.kind == .recording })
        try run(jit, count: 3000, which: 1)
        let again = try #require(
            story.wait {
                $0.kind == .installed && $0.function.hasPrefix(Self.apply) && $0.version > 1
            })
        #expect(again.guards == 1)
        try run(jit, count: 3000, which: 1)
        #expect(jit.statistics.reprofiles == 1)
        // What did not hold is not handed on.
        let site = jit.liveProfile().functions.first?.sites.first
        #expect(site?.summary.entries.first?.target.name == "other")
    }

    @Test func whatWasKnownIsHandedOn() throws {
        let profile = try trained().liveProfile()
        let (jit, story) = try warm(profile)
        try run(jit)
        _ = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        let again = jit.liveProfile()
        #expect(again.runs == 2)
        #expect(again.heat.map(\.key) == profile.heat.map(\.key))
        let totals = (profile.totals.calls, again.totals.calls)
        #expect(totals.1 >= totals.0)
    }

    @Test func whatWasRecordedBeforeMissesStays() throws {
        var policy = TierPolicy(hotEntries: 100)
        policy.missLimit = 1000
        policy.toleratedMissRate = 0
        let jit = try Programs.jit(policy: policy, Self.program)
        let story = Story()
        jit.onEvent { story.append($0) }
        try run(jit)
        _ = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        try run(jit, count: 3000, which: 1)
        _ = try #require(story.wait { $0.kind == .recording })
        try run(jit, count: 50, which: 1)
        let names = jit.liveProfile().functions.first?.sites.first?.summary.entries
            .map(\.target.name)
        #expect(Set(names ?? []) == ["other", "program.c;twice"])
    }

    @Test func functionsThatChangedAreLeftAlone() throws {
        let profile = try trained().liveProfile()
        let changed = Self.program.replacingOccurrences(
            of: "%z = add i32 %y, 1\n  ret i32 %z",
            with: "%w = add i32 %y, 0\n  %z = add i32 %w, 1\n  ret i32 %z")
        let (jit, story) = try warm(profile, changed)
        try run(jit)
        let event = try #require(story.wait { $0.kind == .matched })
        #expect(event.cause == "1 of 1 functions changed since it was made")
        #expect(jit.statistics.profiledFunctions == 0)
        #expect(jit.statistics.changedFunctions == 1)
        #expect(jit.liveProfile().heat.allSatisfy { $0.key.name != "program.c;apply" })
    }

    @Test func aProfileOfAnotherProgramIsNamed() throws {
        let key = FunctionKey(name: "elsewhere", hash: 1, point: .asIs)
        let profile = Profile(runs: 1, functions: [FunctionProfile(key, sites: [])])
        let (jit, story) = try warm(profile)
        try run(jit)
        let event = try #require(story.wait { $0.kind == .matched })
        #expect(event.cause == "none of its functions is in the program")
    }

    /// Targets that are not there any more must not keep code from being linked.
    @Test func targetsThatAreGoneAreLeftOut() throws {
        let live = try trained().liveProfile()
        let old = try #require(live.functions.first?.sites.first)
        let entries = ["gone_elsewhere", "other.c;twice", "?", "lib.so+0x10"].map {
            TargetCount(target: Target(name: $0), count: 100_000)
        }
        let site = SiteProfile(
            old.identity, summary: SiteSummary(total: 400_000, entries: entries))
        let key = try #require(live.functions.first?.key)
        let profile = Profile(
            runs: 1, functions: [FunctionProfile(key, sites: [site])], heat: live.heat)
        let (jit, story) = try warm(profile)
        try run(jit)
        let event = try #require(
            story.wait { $0.kind == .installed && $0.function.hasPrefix(Self.apply) })
        #expect(event.guards == 0)
        try run(jit)
        #expect(jit.statistics.failures == 0)
    }
}

extension Profile {
    fileprivate func times(_ weight: UInt64) -> Profile {
        var result = Profile()
        result.merge(self, weight: weight)
        return result
    }
}
