import DevirtProfile
import Testing

@Suite struct TargetTests {
    @Test func orderIsNameObjectVtableOffset() {
        let ascending = [
            Target(name: "a", object: "x", vtable: "v", vtableOffset: 8),
            Target(name: "a", object: "x", vtable: "v", vtableOffset: 16),
            Target(name: "a", object: "x"),
            Target(name: "a", vtable: "v"),
            Target(name: "a"),
            Target(name: "b", object: "x"),
        ]
        for (i, left) in ascending.enumerated() {
            for (j, right) in ascending.enumerated() {
                #expect((left < right) == (i < j))
                #expect((left == right) == (i == j))
            }
        }
    }

    @Test func descriptionTellsWhereAndHow() {
        #expect("\(Target(name: "f"))" == "f")
        #expect(
            "\(Target(name: "f", object: "libx.so", vtable: "V", vtableOffset: 16))"
                == "f in libx.so via V+16")
    }

    @Test func errorNeverExceedsCount() {
        let entry = TargetCount(target: Target(name: "f"), count: 3, error: 5)
        #expect(entry.error == 3 && entry.lower == 0)
        #expect(TargetCount(target: Target(name: "f"), count: 9, error: 2).lower == 7)
    }
}
