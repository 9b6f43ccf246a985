import LLVM
import Testing

@Suite struct GlobalVariableTests {
    @Test func propertiesAreReadAndWritten() throws {
        try withModule("target datalayout = \"e-p:64:64\"\n@e = external global i32") { module in
            let external = try #require(module.globalVariable(named: "e"))
            #expect(external.isDeclaration && external.initializer == nil)
            let type = module.arrayType(module.integerType(bits: 32), count: 5)
            let variable = module.addGlobalVariable(named: "v", type: type)
            variable.initializer = module.zero(type)
            variable.linkage = .internal
            variable.isConstant = true
            variable.isThreadLocal = true
            variable.setAlignment(16)
            #expect(!variable.isDeclaration)
            #expect(variable.linkage == .internal)
            #expect(variable.isConstant && variable.isThreadLocal)
            #expect(variable.contentType == type)
            #expect(variable.byteSize == 20)
            #expect(
                variable.description
                    == "@v = internal thread_local constant [5 x i32] zeroinitializer, align 16")
            variable.isConstant = false
            variable.isThreadLocal = false
            #expect(!variable.isConstant && !variable.isThreadLocal)
        }
    }

    @Test(arguments: [
        ("constant i32 1", true), ("dso_local constant i32 1", true),
        ("linkonce_odr constant i32 1", true), ("global i32 1", false),
        ("weak constant i32 1", false), ("external constant i32", false),
        ("externally_initialized constant i32 1", false),
    ])
    func fixedMeansKnownForGood(_ definition: String, _ isFixed: Bool) throws {
        try withModule("@v = \(definition)") {
            #expect($0.globalVariable(named: "v")?.isFixed == isFixed)
        }
    }

    @Test func sizesFollowTheLayout() throws {
        for (layout, size) in [("e-p:64:64", 24), ("e-p:32:32", 12)] {
            try withModule("target datalayout = \"\(layout)\"\n@t = external global [3 x ptr]") {
                #expect($0.globalVariable(named: "t")?.byteSize == size)
            }
        }
    }

    @Test func comdatsGroup() throws {
        try withModule("@a = global i32 0\n@b = global i32 0") { module in
            let variable = try #require(module.globalVariable(named: "a"))
            #expect(variable.comdat == nil)
            variable.comdat = module.comdat(named: "group")
            #expect(variable.comdat == module.comdat(named: "group"))
            #expect(variable.comdat != module.comdat(named: "other"))
            #expect(module.description.contains("@a = global i32 0, comdat($group)"))
            variable.comdat = nil
            #expect(variable.comdat == nil)
        }
    }
}
