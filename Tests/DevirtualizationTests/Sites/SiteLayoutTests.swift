import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

@Suite struct SiteLayoutTests {
    @Test func cellsAreDenseAndSkipWhatIsNotRecorded() throws {
        try withSites(caller("a", sites: 2) + caller("b", "noprofile") + caller("c")) {
            let layout = SiteLayout($0)
            #expect(layout.table.functions.map(\.key.name) == ["a", "b", "c"])
            #expect(layout.table.functions.map { $0.sites.map(\.cell) } == [[0, 1], [nil], [2]])
            #expect(layout.recorded.map(\.identity.ordinal) == [0, 1, 0])
            #expect(layout.table.cellCount == 3)
        }
    }

    @Test func noSitesNoCells() throws {
        try withSites(leaf("a")) {
            #expect(SiteLayout($0).recorded.isEmpty)
            #expect(SiteLayout($0).table.functions.isEmpty)
        }
    }
}
