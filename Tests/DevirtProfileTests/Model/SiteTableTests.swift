import Testing

@testable import DevirtProfile

@Suite struct SiteTableTests {
    @Test func joiningTakesCallsFromCells() {
        let unrecorded = SiteIdentity(ordinal: 7, kind: .functionPointer, calleeType: "void ()")
        let silent = SiteIdentity(ordinal: 8, kind: .functionPointer, calleeType: "void ()")
        let table = SiteTable(functions: [
            SiteTableFunction(
                Tiny.key,
                sites: [
                    SiteTableSite(silent, cell: 4), SiteTableSite(unrecorded, cell: .max),
                    SiteTableSite(Tiny.identity, cell: 2),
                ])
        ])
        #expect(table.cellCount == 5)
        #expect(SiteTable().cellCount == 0)
        let profile = Profile(table: table, summaries: [2: Tiny.summary, 99: Tiny.summary])
        #expect(profile.runs == 1)
        #expect(
            profile.functions.first?.sites == [
                SiteProfile(Tiny.identity, summary: Tiny.summary),
                SiteProfile(unrecorded, recorded: false),
                SiteProfile(silent),
            ])
    }
}
