import DevirtProfile
import Testing

@testable import Reporting

@Suite struct TextReportTests {
    @Test func decisions() {
        #expect(
            TextReport(Examples.decided).text == """
                app.bc: 3 call sites, 2 executed, 1,235,567 calls in 2 runs
                promoted 1 site, 59.5% of all indirect calls
                stale profile: 1 function changed since training; 61.8% of the profile's calls \
                found their site
                refused: 1 MustTail, 1 NoData

                   1       1,234,567 calls   61.7%  src/shapes.cpp:12:7  virtual, sampled
                      in sum(List const&)
                       72.9%  Circle::area()  promoted #1 by vtable, inlined (cost 35)
                       23.5%  Square::area()  promoted #2, called (noinline function attribute)
                        3.2%  outside  TargetNotDefined
                        0.4%  others or uncertain

                   2           1,000 calls    0.1%  it's.c:3:1  function-pointer, stale match
                      in sort
                      MustTail: a musttail call must stay the last thing its function does
                      100.0%  less

                   3               0 calls    0.0%  setup#0  function-pointer
                      in setup
                      NoData: the profile does not know the function

                """)
    }

    @Test func aProfileAlone() {
        #expect(
            TextReport(Examples.recorded).text == """
                app.devirt: 3 call sites, 2 executed, 1,235,567 calls in 2 runs

                   1       1,234,567 calls   99.9%  src/shapes.cpp:12:7  virtual, sampled
                      in sum(List const&)
                       72.9%  Circle::area()
                       23.5%  Square::area()
                        3.2%  outside
                        0.4%  others or uncertain

                   2           1,000 calls    0.1%  it's.c:3:1  function-pointer
                      in sort
                      100.0%  less  in libsort.so

                1 more call site never executed

                """)
    }

    @Test func hiddenSitesAreCounted() {
        let one = TextReport(Examples.decided, top: 1).text
        #expect(one.contains("Circle::area()") && !one.contains("sort"))
        #expect(one.hasSuffix("\n\n2 more call sites; see --top\n"))
        let none = TextReport(Examples.decided, top: 0).text
        #expect(none.hasSuffix("3 more call sites; see --top\n"))
        let hot = TextReport(Examples.recorded, top: 1).text
        #expect(hot.hasSuffix("2 more call sites; see --top\n"))
    }

    @Test func anEmptyProfileIsOneLine() {
        let text = TextReport(Report(profile: Profile(), named: "p")).text
        #expect(text == "p: 0 call sites, 0 executed, 0 calls in 0 runs\n")
    }

    @Test func colourAddsEscapesAndNothingElse() {
        let plain = TextReport(Examples.decided).text
        let coloured = TextReport(Examples.decided, style: TextStyle(isColored: true)).text
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[32mpromoted #1 by vtable, inlined\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[33mMustTail\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[1mapp.bc\u{1B}[0m"))
        var stripped = coloured
        for code in ["0", "1", "31", "32", "33"] {
            let escape = "\u{1B}[\(code)m"
            stripped = stripped.split(separator: escape, omittingEmptySubsequences: false).joined()
        }
        #expect(stripped == plain)
    }
}
