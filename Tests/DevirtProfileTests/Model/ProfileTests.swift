import Testing

@testable import DevirtProfile

@Suite struct ProfileTests {
    private func sum(_ parts: Profile...) -> Profile {
        var sum = Profile()
        parts.forEach { sum.merge($0) }
        return sum
    }

    @Test func anyGroupingGivesTheSameBytes() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<150 {
            let (a, b, c) = (random.profile(), random.profile(), random.profile())
            let bytes = ProfileWriter.encode(sum(a, b, c))
            #expect(ProfileWriter.encode(sum(sum(a, b), c)) == bytes)
            #expect(ProfileWriter.encode(sum(a, sum(b, c))) == bytes)
            #expect(ProfileWriter.encode(sum(c, b, a)) == bytes)
            #expect(ProfileWriter.encode(sum(b, a, c)) == bytes)
            #expect(sum(a, Profile()) == a)
            #expect(sum(Profile(), a) == a)
        }
    }

    @Test func weightsDistributeOverMerging() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<80 {
            let (a, b) = (random.profile(), random.profile())
            let weight = 1 + UInt64(random.below(1000))
            var together = Profile()
            together.merge(sum(a, b), weight: weight)
            var apart = Profile()
            apart.merge(b, weight: weight)
            apart.merge(a, weight: weight)
            #expect(together == apart)
            var thrice = Profile()
            thrice.merge(a, weight: 3)
            #expect(thrice == sum(a, a, a))
            thrice.merge(b, weight: 0)
            #expect(thrice == sum(a, a, a))
        }
    }

    @Test func canonicalOrderDoesNotDependOnTheInput() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<100 {
            let profile = random.profile()
            let shuffled = profile.functions.shuffled(using: &random).map {
                FunctionProfile(
                    $0.key, file: $0.file, line: $0.line,
                    sites: $0.sites.shuffled(using: &random))
            }
            let heat = profile.heat.shuffled(using: &random).map {
                FunctionHeat(
                    $0.key, entries: $0.entries, loops: $0.loops.shuffled(using: &random))
            }
            #expect(
                Profile(runs: profile.runs, functions: shuffled, heat: heat) == profile)
            let keys = profile.functions.map(\.key)
            #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func lookupFindsByKeyAndByName() {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<100 {
            let profile = random.profile(functions: 12)
            for function in profile.functions {
                #expect(profile.function(function.key) == function)
                for site in function.sites {
                    #expect(function.site(site.identity) == site)
                }
            }
            for name in SeededGenerator.names {
                let expected = profile.functions.filter { ByteText($0.name) == ByteText(name) }
                #expect(Array(profile.functions(named: name)) == expected)
            }
            #expect(profile.functions(named: "~nobody").isEmpty)
        }
    }

    @Test func disagreementAboutThePlaceOfAFunctionIsSettledEitherWay() {
        let known = FunctionProfile(Tiny.key, file: "b.cpp", line: 9, sites: [])
        let smaller = FunctionProfile(Tiny.key, file: "a.cpp", line: 20, sites: [])
        let unknown = FunctionProfile(Tiny.key, sites: [])
        for order in [[known, smaller, unknown], [unknown, smaller, known]] {
            let merged = Profile(functions: order).functions
            #expect(merged.map(\.file) == ["a.cpp"] && merged.map(\.line) == [20])
        }
    }

    @Test func recordedOnceIsRecorded() {
        let sites = [false, true, false].map { SiteProfile(Tiny.identity, recorded: $0) }
        #expect(FunctionProfile(Tiny.key, sites: sites).sites.map(\.recorded) == [true])
    }

    @Test func totalsAddUp() {
        var profile = Tiny.profile
        profile.merge(
            Profile(
                runs: 1,
                functions: [
                    FunctionProfile(
                        FunctionKey(name: "g", hash: 0, point: .asIs),
                        sites: [
                            SiteProfile(Tiny.identity, recorded: false),
                            SiteProfile(
                                ordinal: 3, kind: .rustDyn, calleeType: "void ()",
                                summary: SiteSummary(total: .max)),
                        ])
                ]))
        #expect(
            profile.totals
                == ProfileTotals(
                    runs: 6, functions: 2, sites: 3, recordedSites: 2, calledSites: 2,
                    targets: 1, calls: .max, estimatedCalls: 8))
        #expect(!profile.isEmpty && Profile().isEmpty)
    }
}
