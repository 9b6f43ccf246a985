import Foundation
import Testing

/// Bad input gets one line with cause and next step, the documented exit code, and loses nothing.
@Suite("Bad input")
struct BadInputTests {
    private static let ir = """
        define i32 @call(ptr %f) {
          %r = call i32 %f(i32 1)
          ret i32 %r
        }
        """

    /// Expects a failure with one line on standard error that contains the words.
    private func expectFailure(
        _ outcome: Outcome, code: Int32 = 1, _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.code == code, sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        let lines = outcome.error.split(separator: "\n")
        #expect(lines.count == 1, "\(outcome.error)", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                outcome.error.contains(word), "\(word) in: \(outcome.error)",
                sourceLocation: sourceLocation)
        }
    }

    @Test func textThatIsNotIR() async throws {
        try await Workspace.with("bad-ir") { work in
            try work.write("in.ll", "this is not IR\n")
            let outcome = try await Tools.devirt("instrument", "in.ll", "-o", "o.bc", in: work.path)
            expectFailure(outcome, "in.ll:1:1", "expected top-level entity", "emit-llvm")
            #expect(!work.exists("o.bc"))
        }
    }

    @Test func bitcodeThatIsCutOff() async throws {
        try await Workspace.with("cut-bitcode") { work in
            try work.write("in.ll", Self.ir)
            try await work.run(Tools.llvm("opt"), ["in.ll", "-o", "in.bc"])
            let bytes = try work.read("in.bc")
            for length in [3, 4, 100, bytes.count / 2, bytes.count - 4] {
                try work.write("cut.bc", Array(bytes.prefix(length)))
                let outcome = try await Tools.devirt(
                    "instrument", "cut.bc", "-o", "o.bc", in: work.path)
                expectFailure(outcome, "cut.bc", "not usable as LLVM IR")
                #expect(!work.exists("o.bc"))
            }
        }
    }

    @Test func bitcodeOfANewerLLVM() async throws {
        try await Workspace.with("newer-bitcode") { work in
            try work.write("in.ll", Self.ir)
            try await work.run(Tools.llvm("opt"), ["in.ll", "-o", "in.bc"])
            // The identification block names the producer; the epoch after it decides.
            var bytes = try work.read("in.bc")
            try Self.raiseEpoch(of: &bytes)
            try work.write("newer.bc", bytes)
            let outcome = try await Tools.devirt(
                "instrument", "newer.bc", "-o", "o.bc", in: work.path)
            expectFailure(outcome, "newer.bc", "epoch")
            #expect(!work.exists("o.bc"))
        }
    }

    /// Changes the EPOCH record (abbreviated, 6-bit VBR) of the identification block from 0 to 1.
    private static func raiseEpoch(of bytes: inout [UInt8]) throws {
        // Magic, then the block's header word and its length in words; the record is the last of
        // the block. The bit to change is the one that makes the reader speak of an epoch.
        let words = Int(bytes[8]) | Int(bytes[9]) << 8
        let end = 12 + words * 4
        for byte in (end - 8)..<end {
            for bit in 0..<8 {
                var changed = bytes
                changed[byte] ^= 1 << bit
                if Self.reportsEpoch(changed) {
                    bytes = changed
                    return
                }
            }
        }
        throw CocoaError(.coderInvalidValue)
    }

    private static func reportsEpoch(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            do {
                _ = try LLVMReading.read(buffer)
                return false
            } catch {
                return "\(error)".contains("epoch")
            }
        }
    }

    @Test func missingAndUnwritableFiles() async throws {
        try await Workspace.with("paths") { work in
            try work.write("in.ll", Self.ir)
            try work.write("keep.bc", "precious")
            expectFailure(
                try await Tools.devirt("instrument", "no.bc", "-o", "o.bc", in: work.path),
                "no.bc", "No such file", "check its name")
            expectFailure(
                try await Tools.devirt("instrument", "in.ll", "-o", "no/o.bc", in: work.path),
                "no/o.bc", "cannot write", "create its directory")
            expectFailure(
                try await Tools.devirt("instrument", "in.ll", "-o", ".", in: work.path),
                "directory")
            expectFailure(
                try await Tools.devirt("instrument", "in.ll", "-o", "/dev/full", in: work.path),
                "/dev/full", "No space left", "free some space")
            expectFailure(
                try await Tools.devirt("instrument", ".", "-o", "o.bc", in: work.path), ".")
            // A failure leaves the file that was to be replaced.
            try work.write("bad.ll", "nonsense")
            _ = try await Tools.devirt("instrument", "bad.ll", "-o", "keep.bc", in: work.path)
            #expect(try work.read("keep.bc") == Array("precious".utf8))
            #expect(try work.names() == ["bad.ll", "in.ll", "keep.bc"])
        }
    }

    @Test func usageErrorsExitWith64() async throws {
        for arguments in [
            ["frobnicate"], ["instrument"], ["instrument", "--mode", "sometimes", "a", "-o", "b"],
            ["merge"], ["optimize", "a.bc"], ["report", "p", "--top", "0"], ["config"],
            ["optimize", "a.bc", "--profile", "p", "-o", "b", "--only", "nonsense"],
        ] {
            let outcome = try await Tools.run(Tools.devirt, arguments)
            #expect(outcome.code == 64, "\(arguments): \(outcome.error)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.error.contains("Error:"))
        }
    }

    @Test func missingRuntimeLibraryIsNamed() async throws {
        let outcome = try await Tools.run(
            Tools.devirt, ["config", "--libs"], environment: ["DEVIRT_RUNTIME": "/nonexistent.a"])
        expectFailure(outcome, "/nonexistent.a", "DEVIRT_RUNTIME")
    }

    @Test func missingToolsMakeTheDoctorFail() async throws {
        let outcome = try await Tools.run(
            Tools.devirt, ["doctor"], environment: ["LLVM_PREFIX": "/nonexistent", "PATH": ""])
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("missing"))
        #expect(outcome.output.contains("apt-get install clang-22"))
    }

    @Test func doctorIsContentHere() async throws {
        let outcome = try await Tools.devirt("doctor")
        #expect(outcome.code == 0, "\(outcome.output)")
    }
}
