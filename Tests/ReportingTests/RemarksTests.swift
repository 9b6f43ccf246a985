import DevirtProfile
import Testing

@testable import Devirtualization
@testable import Reporting

@Suite struct RemarksTests {
    @Test func aPromotedSiteHasARemarkForEachGuard() {
        #expect(
            Remarks.yaml([Examples.promoted]) == """
                --- !Passed
                Pass:            devirt
                Name:            Promoted
                DebugLoc:        { File: 'src/shapes.cpp', Line: 12, Column: 7 }
                Function:        '_Z3sumRK4List'
                Hotness:         1234567
                Args:
                  - Site:            '_Z3sumRK4List#0'
                  - String:          ': '
                  - String:          'promoted to '
                  - Callee:          'Circle::area()'
                  - String:          ', '
                  - Calls:           '900000'
                  - String:          ' of '
                  - TotalCalls:      '1234567'
                  - String:          ' calls, '
                  - Body:            'inlined'
                  - String:          ', guarded by '
                  - Guard:           'vtable'
                  - String:          ', rewrite '
                  - Rewrite:         '1'
                ...
                --- !Passed
                Pass:            devirt
                Name:            Promoted
                DebugLoc:        { File: 'src/shapes.cpp', Line: 12, Column: 7 }
                Function:        '_Z3sumRK4List'
                Hotness:         1234567
                Args:
                  - Site:            '_Z3sumRK4List#0'
                  - String:          ': '
                  - String:          'promoted to '
                  - Callee:          'Square::area()'
                  - String:          ', '
                  - Calls:           '290000'
                  - String:          ' of '
                  - TotalCalls:      '1234567'
                  - String:          ' calls, '
                  - Body:            'called: noinline function attribute'
                  - String:          ', guarded by '
                  - Guard:           'function'
                  - String:          ', rewrite '
                  - Rewrite:         '2'
                ...

                """)
    }

    @Test func aRefusedSiteHasOneUnderTheReason() {
        #expect(
            Remarks.yaml([Examples.refused]) == """
                --- !Missed
                Pass:            devirt
                Name:            MustTail
                DebugLoc:        { File: 'it''s.c', Line: 3, Column: 1 }
                Function:        'sort'
                Hotness:         1000
                Args:
                  - Site:            'it''s.c;sort#1'
                  - String:          ': '
                  - String:          'not promoted: '
                  - Reason:          'a musttail call must stay the last thing its function does'
                ...

                """)
    }

    @Test func unknownLocationsAreLeftOut() {
        let text = Remarks.yaml([Examples.silent])
        #expect(!text.contains("DebugLoc"))
        #expect(
            text.contains(
                "Name:            NoData\nFunction:        'setup'\nHotness:         0\n"))
    }

    @Test func theOrderIsThatOfTheDecisions() {
        let decisions = [Examples.silent, Examples.promoted, Examples.refused]
        #expect(Remarks.yaml(decisions) == decisions.map { Remarks.yaml([$0]) }.joined())
        #expect(Remarks.yaml([]).isEmpty)
    }
}
