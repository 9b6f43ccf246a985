import Testing

@testable import DevirtProfile

private struct Item: Keyed, Equatable {
    let key: Int
    var sum = 1
}

@Suite struct AscendingListTests {
    @Test func mergingAgreesWithADictionary() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<500 {
            var reference: [Int: Int] = [:]
            var list: [Item] = []
            for _ in 0..<3 {
                var part = (0..<random.below(8)).map { _ in Item(key: random.below(10)) }
                part.forEach { reference[$0.key, default: 0] += $0.sum }
                part.makeAscending { $0.sum += $1.sum }
                list.mergeAscending(part) { $0.sum += $1.sum }
            }
            let expected = reference.sorted { $0.key < $1.key }
            #expect(list == expected.map { Item(key: $0.key, sum: $0.value) })
            for key in 0..<10 {
                #expect(list.position(of: key).map { list[$0].sum } == reference[key])
            }
        }
    }
}
