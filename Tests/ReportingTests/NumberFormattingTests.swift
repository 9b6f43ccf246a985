import Testing

@testable import Reporting

@Suite struct NumberFormattingTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"),
        (999_999, "999,999"), (1_000_000, "1,000,000"), (-1, "-1"), (-999, "-999"),
        (-1000, "-1,000"), (-123_456, "-123,456"),
    ])
    func numbersAreGrouped(_ number: Int, _ text: String) {
        #expect(grouped(number) == text)
    }

    @Test func theLargestNumberToo() {
        #expect(grouped(UInt64.max) == "18,446,744,073,709,551,615")
    }

    @Test(arguments: [
        (0, "0.0%"), (1, "100.0%"), (0.5, "50.0%"), (0.1234, "12.3%"), (0.12351, "12.4%"),
        (0.0004, "0.0%"), (0.0006, "0.1%"), (0.9996, "100.0%"), (0.05, "5.0%"),
    ])
    func sharesHaveOneDecimal(_ share: Double, _ text: String) {
        #expect(percent(share) == text)
    }

    @Test(arguments: [
        (0, "0 sites"), (1, "1 site"), (2, "2 sites"), (1000, "1,000 sites"),
    ])
    func nounsFollowTheirNumber(_ number: Int, _ text: String) {
        #expect(count(number, "site") == text)
    }

    @Test(arguments: [
        ("_ZN1A1fEv", "A::f()"), ("dir/a.cpp;_ZN1A1fEv", "A::f()"), ("main", "main"),
        ("a;b;c", "c"), ("", ""),
    ])
    func symbolsBecomeReadable(_ symbol: String, _ text: String) {
        #expect(readableName(symbol) == text)
    }
}
