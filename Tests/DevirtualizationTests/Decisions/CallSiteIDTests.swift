import Devirtualization
import Testing

@Suite struct CallSiteIDTests {
    @Test(
        arguments: [
            ("main#0", "main", 0), ("dir/a.c;local#12", "dir/a.c;local", 12), ("a#1#2", "a#1", 2),
            ("_ZN1AC2Ev#4294967295", "_ZN1AC2Ev", .max),
        ] as [(String, String, UInt32)])
    func descriptionsAreParsedBack(_ text: String, _ function: String, _ ordinal: UInt32) {
        #expect(CallSiteID(text) == CallSiteID(function: function, ordinal: ordinal))
        #expect(CallSiteID(text)?.description == text)
    }

    @Test(arguments: [
        "", "main", "#0", "main#", "main#x", "main#-1", "main#+1", "main#01", "main# 1",
        "main#4294967296", "main#1 ",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(CallSiteID(text) == nil)
    }

    @Test func orderIsByNameThenPosition() {
        let ordered = ["a#2", "a#10", "b#0"].compactMap(CallSiteID.init)
        #expect(ordered.reversed().sorted() == ordered)
    }
}
