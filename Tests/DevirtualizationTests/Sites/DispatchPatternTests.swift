import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

/// The patterns themselves are tested one by one in Tests/IR/Kinds; here is what is read off them.
@Suite struct DispatchPatternTests {
    private func virtualCall(slot: String, call: String) -> String {
        """
        target datalayout = "e-p:64:64-i64:64"
        @_ZTV1A = external constant [9 x ptr]
        define void @f(ptr %object, i64 %n) {
          %table = load ptr, ptr %object
          \(slot)
          %f = load ptr, ptr %slot
          \(call)
          ret void
        }
        """
    }

    @Test(arguments: [
        ("%slot = getelementptr i8, ptr %table, i64 24", 24),
        ("%slot = getelementptr ptr, ptr %table, i64 2", 16),
        ("%slot = getelementptr i8, ptr %table, i64 -8", -8),
    ])
    func theSlotIsItsDistanceFromTheTable(_ slot: String, _ offset: Int) throws {
        try withSites(virtualCall(slot: slot, call: "call void %f(ptr %object)")) { functions in
            let site = functions[0].sites[0]
            #expect(site.identity.kind == .virtualCall)
            #expect(site.virtualTable?.offset == offset)
            #expect(site.virtualTable?.table.name == "table")
        }
    }

    @Test func aComputedSlotIsNoVirtualCall() throws {
        try withSites(
            virtualCall(
                slot: "%slot = getelementptr ptr, ptr %table, i64 %n",
                call: "call void %f(ptr %object)")
        ) { functions in
            #expect(functions[0].sites[0].identity.kind == .functionPointer)
            #expect(functions[0].sites[0].virtualTable == nil)
        }
    }

    @Test func theObjectMustBeAmongTheFirstTwoArguments() throws {
        let slot = "%slot = getelementptr i8, ptr %table, i64 8"
        for (call, kind) in [
            ("call void %f(ptr %object, i64 %n)", SiteKind.virtualCall),
            ("call void %f(i64 %n, ptr %object)", .virtualCall),
            ("call void %f(i64 %n, i64 %n, ptr %object)", .functionPointer),
            ("call void %f(ptr %table)", .functionPointer),
        ] {
            try withSites(virtualCall(slot: slot, call: call)) {
                #expect($0[0].sites[0].identity.kind == kind, "\(call)")
            }
        }
    }
}
