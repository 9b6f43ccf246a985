import LLVM
import Testing

@Suite struct MetadataTests {
    private let text = """
        define void @f(ptr %p) {
          call void %p()
          ret void
        }
        """

    @Test func attachedMetadataIsPrintedAndFound() throws {
        try withModule(text) { module in
            let call = module.instructions(of: "f")[0]
            #expect(call.metadata("prof") == nil)
            call.setMetadata(
                "prof",
                module.indirectCallProfile(
                    total: .max, targets: [(guid: 5, count: 7), (guid: .max, count: 1)]))
            #expect(call.metadata("prof") != nil)
            #expect(
                module.description.contains(
                    "!{!\"VP\", i32 0, i64 -1, i64 5, i64 7, i64 -1, i64 1}"))
            call.setMetadata("prof", nil)
            #expect(call.metadata("prof") == nil)
            #expect(!module.description.contains("VP"))
        }
    }

    @Test func kindsAreMadeByName() throws {
        try withModule(text) { module in
            let call = module.instructions(of: "f")[0]
            call.setMetadata("my.kind", module.metadata(node: [module.metadata(string: "a\"b")]))
            #expect(call.metadata("my.kind") != nil && call.metadata("my.other") == nil)
            #expect(module.description.contains("!{!\"a\\22b\"}"))
        }
    }

    @Test func weightsAreWhatLLVMExpects() throws {
        try withModule(
            """
            define void @f(i1 %c) {
              br i1 %c, label %a, label %b
            a:
              ret void
            b:
              ret void
            }
            """
        ) { module in
            module.instructions(of: "f")[0].setMetadata("prof", module.branchWeights(9, 1))
            try module.verify()
            #expect(module.description.contains("!{!\"branch_weights\", i32 9, i32 1}"))
        }
    }
}
