import DevirtProfile

/// What a process keeps of a site's calls: Metwally, Agrawal and El Abbadi, ICDT 2005.
struct SpaceSaving {
    private static let slots = 8
    private var counts: [(target: Int, count: UInt64, error: UInt64)] = []
    private(set) var calls: [Int: UInt64] = [:]

    mutating func call(_ target: Int) {
        calls[target, default: 0] += 1
        if let slot = counts.firstIndex(where: { $0.target == target }) {
            counts[slot].count += 1
        } else if counts.count < Self.slots {
            counts.append((target, 1, 0))
        } else if let least = counts.indices.min(by: { counts[$0].count < counts[$1].count }) {
            let count = counts[least].count
            counts[least] = (target, count + 1, count)
        }
    }

    static func target(_ number: Int) -> Target {
        Target(name: "t\(number)")
    }

    var summary: SiteSummary {
        SiteSummary(
            total: calls.values.reduce(0, +),
            floor: counts.count < Self.slots ? 0 : counts.map(\.count).min() ?? 0,
            entries: counts.map {
                TargetCount(target: Self.target($0.target), count: $0.count, error: $0.error)
            })
    }
}
