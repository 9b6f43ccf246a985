import Foundation
import LLVM
import Synchronization
import Testing

@testable import Reoptimization

/// Addresses of labels: each version of a function has its own.
@Suite("Labels", .serialized)
struct LabelTests {
    @Test func functionsThatKeepLabelsStayQuick() throws {
        // Another version would be jumped into where its frame is another one.
        let jit = try ReoptimizingJIT(policy: .never)
        try jit.add(
            try Module(
                text: """
                    @kept = internal global ptr null
                    define i32 @thread(i32 %prepare) {
                      %p = icmp ne i32 %prepare, 0
                      br i1 %p, label %store, label %jump
                    store:
                      store ptr blockaddress(@thread, %here), ptr @kept
                      ret i32 0
                    jump:
                      %target = load ptr, ptr @kept
                      indirectbr ptr %target, [label %here]
                    here:
                      ret i32 7
                    }
                    """, in: Context()))
        let refused = Mutex<[JITEvent]>([])
        jit.onEvent { event in
            if event.kind == .refused { refused.withLock { $0.append(event) } }
        }
        #expect(try jit.call("thread", .int32(1)) == .int32(0))
        try jit.reoptimize("thread")
        #expect(eventually { refused.withLock { !$0.isEmpty } })
        #expect(refused.withLock { $0 }.first?.cause == "keeps addresses of labels")
        #expect(try jit.call("thread", .int32(0)) == .int32(7))
        #expect(jit.statistics.tier1 == 0 && jit.statistics.failures == 0)
    }

    @Test func labelsOfOtherFunctionsAreAnErrorAndNoCrash() throws {
        let module = try Module(
            text: """
                define ptr @stranger() { ret ptr blockaddress(@f, %here) }
                define i32 @f(ptr %target) {
                  indirectbr ptr %target, [label %here]
                here:
                  ret i32 7
                }
                """, in: Context())
        let function = try #require(module.reference.function(named: "stranger"))
        let unit = module.extractUnit([function], suffix: "$0")
        #expect(throws: LLVMError.self) { try unit.checkUnit() }
    }
}
