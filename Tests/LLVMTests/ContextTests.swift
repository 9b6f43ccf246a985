import LLVM
import Testing

@Suite struct ContextTests {
    @Test func warningsAreCollectedNotPrinted() throws {
        let context = Context()
        #expect(context.diagnostics.isEmpty)
        let module = try Module(
            text: """
                !llvm.module.flags = !{!0}
                !llvm.dbg.cu = !{!1}
                !0 = !{i32 2, !"Debug Info Version", i32 99}
                !1 = distinct !DICompileUnit(language: DW_LANG_C99, file: !2)
                !2 = !DIFile(filename: "a.c", directory: "/")
                """, in: context)
        withExtendedLifetime(module) {}
        let warning = try #require(context.diagnostics.first)
        #expect(warning.severity == .warning)
        #expect(warning.message.contains("invalid version (99)"))
    }

    @Test func aFailedParseLeavesTheContextUsable() throws {
        let context = Context()
        for _ in 0..<3 {
            do throws(LLVMError) {
                let module = try Module(text: "define", in: context)
                withExtendedLifetime(module) {}
                Issue.record("accepted")
            } catch { #expect("\(error)".contains("not usable as LLVM IR")) }
        }
        let module = try Module(text: "declare void @f()", in: context)
        #expect(module.reference.functions.count == 1)
        withExtendedLifetime(module) {}
    }
}
