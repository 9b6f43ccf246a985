import LLVM
import Testing

@Suite struct VersionTests {
    @Test func libraryAndHeadersAgree() {
        #expect(LLVMVersion.major == 22)
        #expect(LLVMVersion.linked.hasPrefix("\(LLVMVersion.major)."))
        #expect(LLVMVersion.linked.split(separator: ".").count == 3)
    }
}
