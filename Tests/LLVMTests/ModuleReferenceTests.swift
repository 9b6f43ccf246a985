import LLVM
import Testing

@Suite struct ModuleReferenceTests {
    @Test func nameTripleAndSourceAreRead() throws {
        try withModule(
            "source_filename = \"dir/a.c\"\ntarget triple = \"aarch64-unknown-linux-gnu\"\n"
        ) { module in
            #expect(module.sourceFileName == "dir/a.c")
            #expect(module.targetTriple == "aarch64-unknown-linux-gnu")
        }
    }

    @Test func setTargetSetsTripleAndLayout() throws {
        let machine = try TargetMachine(triple: "x86_64-unknown-linux-gnu", level: .default)
        try withModule("define void @f() {\n  ret void\n}") { module in
            module.setTarget(machine)
            #expect(module.targetTriple == "x86_64-unknown-linux-gnu")
            #expect(module.description.contains("target datalayout = \"e-m:e-"))
        }
    }

    @Test func lookupsAreByWholeName() throws {
        try withModule("@g = global i32 0\ndeclare void @f()\ndeclare void @f.1()") { module in
            #expect(module.function(named: "f")?.name == "f")
            #expect(module.function(named: "f.1")?.name == "f.1")
            #expect(module.function(named: "f\u{0}") == nil)
            #expect(module.function(named: "g") == nil)
            #expect(module.function(named: "") == nil)
            #expect(module.globalVariable(named: "g")?.name == "g")
            #expect(module.globalVariable(named: "f") == nil)
        }
    }

    @Test func additionsToATakenNameAreRenamed() throws {
        try withModule("declare void @f()\n@g = global i32 0") { module in
            let type = FunctionType(result: module.voidType, parameters: [module.pointerType])
            #expect(module.addFunction(named: "f", type: type).name == "f.1")
            #expect(module.addFunction(named: "new", type: type).type.description == "void (ptr)")
            #expect(module.addGlobalVariable(named: "g", type: module.pointerType).name != "g")
        }
    }

    @Test func ifuncResolversAreFound() throws {
        try withModule(
            """
            @a = ifunc void (), ptr @resolve
            @b = ifunc void (), ptr @resolve
            define internal ptr @resolve() {
              ret ptr null
            }
            define void @other() {
              ret void
            }
            """
        ) { module in #expect(module.ifuncResolvers.map(\.name) == ["resolve"]) }
    }

    @Test func structorsAreAppended() throws {
        try withModule("define void @f() {\n  ret void\n}") { module in
            let function = try #require(module.function(named: "f"))
            module.addConstructor(function, priority: 0)
            module.addConstructor(function, priority: 101)
            module.addDestructor(function, priority: 7)
            try module.verify()
            let constructors = module.globalVariable(named: "llvm.global_ctors")?.initializer
            #expect(constructors?.description.contains("{ i32 0, ptr @f, ptr null }") == true)
            #expect(constructors?.description.contains("{ i32 101, ptr @f, ptr null }") == true)
            let destructors = module.globalVariable(named: "llvm.global_dtors")?.initializer
            #expect(destructors?.description.contains("{ i32 7, ptr @f, ptr null }") == true)
        }
    }

    @Test func verifyNamesTheModule() throws {
        try withModule("declare void @f()", name: "m.bc") { module in
            let function = module.addFunction(
                named: "broken", type: FunctionType(result: module.voidType, parameters: []))
            _ = function.appendBlock(named: "entry")
            #expect(!function.isValid)
            #expect(
                throws: LLVMError.invalid(
                    name: "m.bc",
                    message: "Basic Block in function 'broken' does not have terminator!")
            ) { try module.verify() }
        }
    }
}
