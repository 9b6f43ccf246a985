import Testing

@testable import DevirtProfile

@Suite struct ByteOrderTests {
    @Test func namesAreOrderedByBytesWithNoneLast() {
        let names: [String?] = ["", "A", "AB", "a", "e\u{301}", "\u{E9}", "\u{10000}", nil]
        for (i, left) in names.enumerated() {
            for (j, right) in names.enumerated() {
                #expect(ByteOrder.compare(left, right).signum() == (i - j).signum())
            }
        }
    }

    @Test func canonicallyEquivalentNamesAreDifferentNames() {
        // Swift says that they are equal.
        #expect("\u{E9}" == "e\u{301}")
        #expect(Target(name: "\u{E9}") != Target(name: "e\u{301}"))
        #expect(Set([Target(name: "\u{E9}"), Target(name: "e\u{301}")]).count == 2)
        #expect(SourceLocation(file: "\u{E9}") != SourceLocation(file: "e\u{301}"))
        let keys = ["\u{E9}", "e\u{301}"].map { FunctionKey(name: $0, hash: 0, point: .asIs) }
        #expect(keys[0] != keys[1] && keys[1] < keys[0])
    }

    @Test func hashesAgreeWithEquality() {
        var random = SeededGenerator(seed: 1)
        let targets = (0..<200).map { _ in random.target() }
        for left in targets {
            for right in targets.prefix(20) where left == right {
                #expect(left.hashValue == right.hashValue)
            }
        }
    }
}
