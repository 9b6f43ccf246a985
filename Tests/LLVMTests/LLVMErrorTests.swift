import LLVM
import Testing

@Suite struct LLVMErrorTests {
    @Test(arguments: [
        (
            LLVMError.unreadable(file: "a", cause: "No such file"),
            "a: cannot read: No such file"
        ),
        (.unwritable(file: "a", cause: "Disk full"), "a: cannot write: Disk full"),
        (
            .malformed(file: "a", line: 0, column: 0, message: "m"),
            "a: not usable as LLVM IR: m"
        ),
        (
            .malformed(file: "a", line: 3, column: 7, message: "m"),
            "a:3:7: not usable as LLVM IR: m"
        ),
        (.invalid(name: "a", message: "m"), "a: invalid IR: m"),
        (
            .unlinkable(destination: "a", source: "b", message: "m"),
            "cannot link b into a: m"
        ),
        (.badPipeline(text: "p", message: "m"), "pass pipeline 'p': m"),
        (.unknownTarget(triple: "t", message: "m"), "target 't': m"),
    ])
    func descriptionsAreOneLine(_ error: LLVMError, _ text: String) {
        #expect(error.description == text)
    }
}
