import Testing

@testable import DevirtProfile

@Suite struct SourceLocationTests {
    @Test func descriptionEndsWhereKnowledgeEnds() {
        #expect("\(SourceLocation(file: "a.c", line: 3, column: 7))" == "a.c:3:7")
        #expect("\(SourceLocation(file: "a.c", line: 3))" == "a.c:3")
        #expect("\(SourceLocation(file: "a.c", column: 7))" == "a.c")
        #expect("\(SourceLocation(line: 3))" == "?:3")
        #expect("\(SourceLocation.unknown)" == "?")
    }

    @Test func preferenceIsAMinimum() {
        let best = SourceLocation(file: "a.c", line: 3)
        let others = [
            SourceLocation(file: "a.c", line: 4), SourceLocation(file: "a.c"),
            SourceLocation(file: "b.c", line: 1), SourceLocation(line: 1), .unknown,
        ]
        for other in others {
            #expect(SourceLocation.preferred(best, other) == best)
            #expect(SourceLocation.preferred(other, best) == best)
        }
        #expect(others.reduce(.unknown, SourceLocation.preferred) == others[0])
        #expect(others.reversed().reduce(.unknown, SourceLocation.preferred) == others[0])
    }
}
