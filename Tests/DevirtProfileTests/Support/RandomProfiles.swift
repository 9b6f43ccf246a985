import DevirtProfile

/// Random profiles over so few names that they overlap, among them names that Swift's string
/// equality takes for the same and bytes do not.
extension SeededGenerator {
    static let names = ["_ZN1A1fEv", "_ZN1B1fEv", "a.c;helper", "", "\u{E9}", "e\u{301}", "z,\"\n"]
    static let files: [String?] = ["a.cpp", "b.cpp", nil, "\u{E9}.cpp", "e\u{301}.cpp"]
    static let types = ["void (ptr)", "i32 (ptr, i64)"]

    mutating func number() -> UInt64 {
        switch below(8) {
        case 0: 0
        case 1: .max - UInt64(below(3))
        case 2: next()
        case 3: UInt64(1) << UInt64(below(64))
        default: UInt64(below(1000))
        }
    }

    mutating func target() -> Target {
        let vtable = oneIn(2) ? pick(["_ZTV1A", "_ZTV1B"]) : nil
        return Target(
            name: pick(Self.names), object: oneIn(3) ? "libx.so" : nil, vtable: vtable,
            vtableOffset: vtable == nil ? 0 : UInt32(16 * below(2)))
    }

    mutating func summary() -> SiteSummary {
        let entries = (0..<below(6)).map { _ in
            TargetCount(target: target(), count: number(), error: oneIn(2) ? 0 : number())
        }
        return SiteSummary(
            total: number(), estimated: oneIn(2) ? 0 : number(), samples: number(),
            floor: oneIn(2) ? 0 : number(),
            order: oneIn(2) ? .unknown : TargetOrder(pairs: number(), repeats: number()),
            entries: entries)
    }

    mutating func identity() -> SiteIdentity {
        SiteIdentity(
            ordinal: UInt32(below(3)), kind: SiteKind(rawValue: pick([0, 1, 200])),
            calleeType: pick(Self.types),
            location: SourceLocation(file: pick(Self.files), line: UInt32(below(3)), column: 7))
    }

    mutating func key() -> FunctionKey {
        FunctionKey(
            name: pick(Self.names), hash: UInt64(below(2)),
            point: oneIn(2) ? .early : .asIs)
    }

    mutating func profile(functions: Int = 6) -> Profile {
        let functions = (0..<below(functions + 1)).map { _ in
            let sites = (0..<below(4)).map { _ in
                SiteProfile(identity(), recorded: !oneIn(4), summary: summary())
            }
            return FunctionProfile(
                key(), file: pick(Self.files), line: UInt32(below(3)), sites: sites)
        }
        let heat = (0..<below(3)).map { _ in
            FunctionHeat(
                key(), entries: number(),
                loops: (0..<below(3)).map { _ in
                    .init(number: UInt32(below(4)), iterations: number())
                })
        }
        return Profile(
            runs: oneIn(20) ? .max : UInt32(below(5)), functions: functions, heat: heat)
    }

    mutating func table() -> SiteTable {
        var cell: UInt32 = 0
        let functions = (0..<below(4)).map { _ in
            let sites = (0..<below(4)).map { _ in
                cell += 1 + UInt32(below(2))
                return SiteTableSite(identity(), cell: oneIn(4) ? nil : cell)
            }
            return SiteTableFunction(
                key(), file: pick(Self.files), line: UInt32(below(3)), sites: sites)
        }
        return SiteTable(functions: functions)
    }
}
