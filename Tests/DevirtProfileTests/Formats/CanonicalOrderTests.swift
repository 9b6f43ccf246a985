import Testing

@testable import DevirtProfile

/// Merged profiles in any but the canonical order are refused.
@Suite struct CanonicalOrderTests {
    private func reason(_ profile: Profile) -> MalformedPayload.Reason? {
        var reader = ByteReader(ProfileWriter.payload(of: profile))
        var names = LongNames()
        do throws(MalformedPayload) {
            _ = try Profile(from: &reader, sharing: &names)
            return nil
        } catch {
            return error.reason
        }
    }

    private func entry(_ name: String, _ count: UInt64) -> TargetCount {
        TargetCount(target: Target(name: name), count: count)
    }

    private func profile(entries: [TargetCount]) -> Profile {
        let summary = SiteSummary(
            total: 0, estimated: 0, samples: 0, floor: 0, order: .unknown, canonical: entries)
        return profile(sites: [SiteProfile(Tiny.identity, summary: summary)])
    }

    private func profile(sites: [SiteProfile]) -> Profile {
        Profile(
            runs: 1,
            canonical: [FunctionProfile(Tiny.key, file: nil, line: 0, canonical: sites)])
    }

    @Test func entries() {
        #expect(reason(profile(entries: [entry("b", 2), entry("a", 1)])) == nil)
        #expect(reason(profile(entries: [entry("a", 1), entry("b", 2)])) == .outOfOrder)
        #expect(reason(profile(entries: [entry("b", 1), entry("a", 1)])) == .outOfOrder)
        #expect(reason(profile(entries: [entry("a", 1), entry("a", 1)])) == .outOfOrder)
        #expect(reason(profile(entries: [entry("a", 2), entry("a", 1)])) == .outOfOrder)
        let many = (0..<40).map { entry("t\($0)", UInt64(100 - $0)) }
        #expect(reason(profile(entries: many)) == nil)
        #expect(reason(profile(entries: many + [entry("t3", 1)])) == .outOfOrder)
        #expect(reason(profile(entries: many + [entry("t39", 1)])) == .outOfOrder)
    }

    @Test func sites() {
        let first = SiteProfile(Tiny.identity)
        let located = SiteProfile(
            ordinal: 2, kind: .virtualCall, location: SourceLocation(file: "a.cpp", line: 11),
            calleeType: "void (ptr)")
        let nowhere = SiteProfile(ordinal: 2, kind: .virtualCall, calleeType: "void (ptr)")
        let later = SiteProfile(ordinal: 3, kind: .functionPointer, calleeType: "i32 ()")
        #expect(reason(profile(sites: [first, located, nowhere, later])) == nil)
        #expect(reason(profile(sites: [located, first])) == .outOfOrder)
        #expect(reason(profile(sites: [nowhere, located])) == .outOfOrder)
        #expect(reason(profile(sites: [later, first])) == .outOfOrder)
        #expect(reason(profile(sites: [first, first])) == .outOfOrder)
    }

    @Test func functions() {
        let functions = [("a", UInt64(9), InstrumentationPoint.early), ("b", 1, .asIs)].map {
            FunctionProfile(FunctionKey(name: $0.0, hash: $0.1, point: $0.2), sites: [])
        }
        #expect(reason(Profile(runs: 1, canonical: functions)) == nil)
        #expect(reason(Profile(runs: 1, canonical: functions.reversed())) == .outOfOrder)
        #expect(reason(Profile(runs: 1, canonical: [functions[0], functions[0]])) == .outOfOrder)
    }

    @Test func strings() throws {
        for (names, good) in [(["a", "b"], true), (["b", "a"], false), (["a", "a"], false)] {
            var writer = ByteWriter()
            writer.count(2)
            names.forEach { writer.text($0) }
            var reader = ByteReader(writer.bytes)
            var shared = LongNames()
            let table = try? StringTable(from: &reader, ascending: true, sharing: &shared)
            #expect((table != nil) == good)
        }
    }

    @Test func anErrorAboveItsCountIsRefused() {
        var payload = ProfileWriter.payload(of: Tiny.profile)
        payload[payload.count - 8] = 8
        var reader = ByteReader(payload)
        var names = LongNames()
        #expect {
            try Profile(from: &reader, sharing: &names)
        } throws: { ($0 as? MalformedPayload)?.reason == .badValue(8) }
    }
}
