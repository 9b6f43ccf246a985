import Foundation
import LLVM
import Testing

@testable import Devirtualization

@Suite struct LiveRecorderTests {
    private static let text = """
        define void @part(ptr %f, ptr %g) {
          call void %f()
          call void %g()
          ret void
        }
        """

    /// How many calls of a function get recorders; only the first is marked.
    private func recorders(isPart: Bool) throws -> Int {
        let module = try Module(text: Self.text, in: Context())
        let reference = module.reference
        let function = try #require(reference.function(named: "part"))
        LiveSite.mark(function, owner: 0, number: 0, in: reference)
        let last = try #require(function.indirectCalls.last)
        last.instruction.setMetadata(LiveSite.metadata, nil)
        let recorder = LiveRecorder(function, in: reference, isPart: isPart)
        recorder.insert(into: reference, block: .symbol("block"), cells: .symbol("cells"), first: 0)
        try reference.verify()
        return reference.description.components(separatedBy: "call void @__devirt_live_record")
            .count
            - 1
    }

    @Test func callsThatWereAddedToAPartAreNotItsSites() throws {
        #expect(try recorders(isPart: true) == 1)
    }

    @Test func allCallsOfAWholeFunctionAre() throws {
        #expect(try recorders(isPart: false) == 2)
    }
}
