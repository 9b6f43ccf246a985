@testable import DevirtProfile

/// The smallest profile with one of everything, as a raw module and merged.
enum Tiny {
    static let identity = SiteIdentity(
        ordinal: 2, kind: .virtualCall, calleeType: "void (ptr)",
        location: SourceLocation(file: "a.cpp", line: 10, column: 4))
    static let key = FunctionKey(name: "main", hash: 0x1122, point: .early)
    static let target = Target(name: "f", object: nil, vtable: "V", vtableOffset: 16)
    static let summary = SiteSummary(
        total: 9, estimated: 8, samples: 2, floor: 1, order: TargetOrder(pairs: 4, repeats: 3),
        entries: [TargetCount(target: target, count: 7, error: 1)])

    static let table = SiteTable(functions: [
        SiteTableFunction(
            key, file: "a.cpp", line: 3, sites: [SiteTableSite(identity, cell: 0)])
    ])
    static let module = RawModule(
        signature: 0x0102_0304_0506_0708, processes: 5, table: table, summaries: [0: summary])
    static let heat = FunctionHeat(
        key, entries: 6, loops: [.init(number: 2, iterations: 9)])
    static let profile = Profile(
        runs: 5,
        functions: [
            FunctionProfile(
                key, file: "a.cpp", line: 3, sites: [SiteProfile(identity, summary: summary)])
        ])
}
