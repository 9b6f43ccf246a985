import DevirtProfile
import Testing

@Suite struct ProfileMergerTests {
    @Test func filesOfBothKindsAreMergedWithWeights() throws {
        var merger = ProfileMerger()
        try merger.add(bytes: GoldenTests.raw, name: "raw", weight: 2)
        try merger.add(bytes: GoldenTests.merged, name: "merged")
        var expected = Profile()
        expected.merge(Tiny.profile, weight: 3)
        #expect(merger.profile == expected && merger.inputs == 2 && merger.problems.isEmpty)
    }

    @Test func aBadInputLeavesTheMergerAsItWas() throws {
        var merger = ProfileMerger(strict: true)
        try merger.add(bytes: GoldenTests.raw, name: "raw")
        let before = merger.profile
        #expect(throws: ProfileError.empty(file: "bad")) {
            try merger.add(bytes: [], name: "bad")
        }
        #expect(throws: ProfileError.self) {
            try merger.add(bytes: GoldenTests.raw + [0], name: "longer")
        }
        #expect(throws: ProfileError.self) { try merger.add(path: "/nowhere/x") }
        #expect(merger.profile == before && merger.inputs == 1)
    }

    @Test func problemsAreCollected() throws {
        var merger = ProfileMerger()
        try merger.add(bytes: GoldenTests.raw + [0], name: "a")
        try merger.add(bytes: GoldenTests.raw, name: "b")
        try merger.add(bytes: GoldenTests.merged + [0, 0], name: "c")
        #expect(
            merger.problems.map { "\($0)" } == [
                "a: bytes after the end of the profile: 1",
                "c: bytes after the end of the profile: 2",
            ])
    }
}
