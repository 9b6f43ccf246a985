import LLVM
import Testing

@Suite struct TargetMachineTests {
    private func error(for triple: String) -> LLVMError? {
        do throws(LLVMError) {
            _ = try TargetMachine(triple: triple, level: .default)
            return nil
        } catch { return error }
    }

    @Test func theHostIsTheDefault() throws {
        let machine = try TargetMachine(triple: "", level: .none)
        try withModule("; empty") { module in
            module.setTarget(machine)
            #expect(module.targetTriple.contains("-linux"))
        }
    }

    @Test(arguments: ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"])
    func otherTargetsAreThere(_ triple: String) {
        #expect(error(for: triple) == nil)
    }

    @Test(arguments: ["sparrow-unknown-none", "nonsense", "x86_65-linux"])
    func badTriplesAreNamed(_ triple: String) {
        guard case .unknownTarget(triple, let message) = error(for: triple) else {
            Issue.record("accepted")
            return
        }
        #expect(!message.isEmpty && !message.contains("\n"))
        #expect(error(for: triple)?.description.hasPrefix("target '\(triple)': ") == true)
    }
}
