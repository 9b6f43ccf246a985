import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

@Suite struct ProfileMatcherTests {
    private struct Site {
        var line: UInt32
        var column: UInt32 = 3
        var type = "void ()"
        var kind = SiteKind.functionPointer
        var calls: UInt64 = 0
    }

    /// A profile of one function `f`, declared at `declaration`.
    private func profile(
        hash: UInt64, declaration: UInt32 = 10, file: String? = "a.c", _ sites: [Site]
    ) -> FunctionProfile {
        FunctionProfile(
            FunctionKey(name: "f", hash: hash, point: .asIs), file: file, line: declaration,
            sites: sites.enumerated().map { ordinal, site in
                SiteProfile(
                    ordinal: UInt32(ordinal), kind: site.kind,
                    location: SourceLocation(
                        file: site.line == 0 ? nil : "a.c", line: site.line,
                        column: site.column),
                    calleeType: site.type,
                    summary: summary(called("t\(ordinal)", site.calls)))
            })
    }

    /// Matches `profiles` with a function `f` declared in line 10 of a.c, at hash 2 and one site for
    /// each line, and returns the ordinals of the profiles found.
    private func match(
        _ profiles: [FunctionProfile], lines: [Int], declaration: Int = 10
    ) throws -> (ordinals: [UInt32?], matches: [ProfileMatch], summary: MatchSummary) {
        let calls = lines.indices.map { index in
            "  call void %p()" + (lines[index] == 0 ? "" : ", !dbg !\(100 + index)")
        }
        let locations = lines.indices.map { index in
            "!\(100 + index) = !DILocation(line: \(max(lines[index], 1)), column: 3, scope: !4)"
        }
        let text = """
            define void @f(ptr %p) !dbg !4 {
            \(calls.joined(separator: "\n"))
              ret void
            }
            !llvm.dbg.cu = !{!0}
            !llvm.module.flags = !{!2}
            !0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
            !1 = !DIFile(filename: "a.c", directory: "/")
            !2 = !{i32 2, !"Debug Info Version", i32 3}
            !4 = distinct !DISubprogram(name: "f", file: !1, line: \(declaration), type: !5, \
            unit: !0, spFlags: DISPFlagDefinition)
            !5 = !DISubroutineType(types: !6)
            !6 = !{null}
            \(locations.joined(separator: "\n"))
            """
        return try withSites(text) { functions in
            var matcher = ProfileMatcher(Profile(runs: 1, functions: profiles))
            let found = matcher.match(try #require(functions.first))
            return (found.map { $0.profile?.ordinal }, found.map(\.match), matcher.summary)
        }
    }

    @Test func unchangedFunctionsMatchByPosition() throws {
        try withModule(caller("f", sites: 2)) { module in
            let profile = Profile(
                of: module, ["f#0": summary(called("a", 3)), "f#1": summary(called("b", 4))])
            var matcher = ProfileMatcher(profile)
            let function = try #require(CallSiteFinder.sites(in: module, at: .asIs).first)
            let found = matcher.match(function)
            #expect(found.map(\.match) == [.exact, .exact])
            #expect(found.map { $0.profile?.summary.total } == [3, 4])
            #expect(matcher.summary.exactFunctions == 1)
            #expect(matcher.summary.changedFunctions == 0)
            #expect(matcher.summary.profileCalls == 7 && matcher.summary.matchedCalls == 7)
        }
    }

    @Test func anotherPointOfThePipelineIsAnotherFunction() throws {
        try withModule(caller("f")) { module in
            var matcher = ProfileMatcher(Profile(of: module, [:]))
            let function = try #require(CallSiteFinder.sites(in: module, at: .early).first)
            #expect(matcher.match(function).map(\.match) == [.none])
            #expect(matcher.summary.changedFunctions == 0)
        }
    }

    @Test func unknownFunctionsMatchNothing() throws {
        let found = try match([], lines: [12])
        #expect(found.matches == [.none])
        #expect(found.summary.functions == 1 && found.summary.staleFunctions == 0)
    }

    @Test func changedFunctionsMatchByLineInTheFunction() throws {
        let old = profile(hash: 1, declaration: 110, [Site(line: 112, calls: 5), Site(line: 113)])
        let found = try match([old], lines: [12, 14, 13])
        // Line 14 is new, and 13 comes after it.
        #expect(found.ordinals == [0, nil, 1])
        #expect(found.matches == [.stale, .lost, .stale])
        #expect(found.summary.changedFunctions == 1 && found.summary.staleFunctions == 1)
        #expect(found.summary.exactFunctions == 0 && found.summary.matchedCalls == 5)
    }

    @Test func linesAreAbsoluteWithoutADeclaration() throws {
        let old = profile(hash: 1, declaration: 0, file: nil, [Site(line: 2)])
        // Declared in line 10 here: 12 is two lines below, but that is no evidence.
        #expect(try match([old], lines: [12]).matches == [.lost])
    }

    @Test func withoutLocationsNothingMatches() throws {
        let old = profile(hash: 1, [Site(line: 0)])
        #expect(try match([old], lines: [0]).matches == [.lost])
        #expect(try match([old], lines: [12]).matches == [.lost])
        #expect(try match([profile(hash: 1, [Site(line: 12)])], lines: [0]).matches == [.lost])
    }

    @Test func columnTypeAndKindMustAgree() throws {
        for site in [
            Site(line: 12, column: 4), Site(line: 12, type: "void (ptr)"),
            Site(line: 12, kind: .virtualCall),
        ] {
            #expect(try match([profile(hash: 1, [site])], lines: [12]).matches == [.lost])
        }
        #expect(try match([profile(hash: 1, [Site(line: 12)])], lines: [12]).matches == [.stale])
    }

    @Test func equalEvidenceIsMatchedInOrder() throws {
        let old = profile(hash: 1, [Site(line: 12), Site(line: 12), Site(line: 13)])
        #expect(try match([old], lines: [12, 12, 13]).ordinals == [0, 1, 2])
        #expect(try match([old], lines: [12, 13]).ordinals.last == .some(2))
        #expect(try match([old], lines: [12, 12, 12, 13]).ordinals.compactMap { $0 } == [0, 1, 2])
    }

    @Test func swappedLinesKeepOnlyOneSite() throws {
        let old = profile(hash: 1, [Site(line: 12), Site(line: 13)])
        let found = try match([old], lines: [13, 12])
        #expect(found.matches.filter { $0 == .stale }.count == 1)
    }

    @Test func ofSeveralVersionsTheBusiestIsUsed() throws {
        let quiet = profile(hash: 5, [Site(line: 12, calls: 3), Site(line: 13, calls: 3)])
        let busy = profile(hash: 9, [Site(line: 13, calls: 100)])
        let found = try match([quiet, busy], lines: [12, 13])
        #expect(found.ordinals == [nil, 0])
        #expect(found.summary.matchedCalls == 100)
    }
}
