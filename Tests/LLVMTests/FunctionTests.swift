import LLVM
import Testing

@Suite struct FunctionTests {
    @Test func shapeIsRead() throws {
        try withModule(
            """
            define i32 @f(ptr %p, i64 %n) {
            entry:
              br label %next
            next:
              %v = load i32, ptr %p
              ret i32 %v
            }
            declare void @d()
            """
        ) { module in
            let function = try #require(module.function(named: "f"))
            #expect(!function.isDeclaration && !function.isIntrinsic)
            #expect(function.type.description == "i32 (ptr, i64)")
            #expect(function.parameters.map(\.name) == ["p", "n"])
            #expect(function.blocks.map(\.instructions.count) == [1, 2])
            #expect(function.instructionCount == 3)
            let declared = try #require(module.function(named: "d"))
            #expect(declared.isDeclaration && declared.blocks.isEmpty)
            #expect(declared.instructionCount == 0)
        }
    }

    @Test func intrinsicsAreKnown() throws {
        try withModule("declare void @llvm.trap()\ndeclare void @trap()") { module in
            #expect(module.function(named: "llvm.trap")?.isIntrinsic == true)
            #expect(module.function(named: "trap")?.isIntrinsic == false)
        }
    }

    @Test(arguments: [
        ("external", Linkage.external, false, false), ("internal", .internal, true, false),
        ("private", .private, true, false), ("weak", .weakAny, false, true),
        ("weak_odr", .weakODR, false, false), ("linkonce", .linkOnceAny, false, true),
        ("linkonce_odr", .linkOnceODR, false, false),
        ("available_externally", .availableExternally, false, false),
    ])
    func linkagesAreTheirOwn(
        _ name: String, _ linkage: Linkage, _ isLocal: Bool, _ isInterposable: Bool
    ) throws {
        try withModule("define \(name) void @f() {\n  ret void\n}") { module in
            let function = try #require(module.function(named: "f"))
            #expect(function.linkage == linkage)
            #expect(function.linkage.isLocal == isLocal)
            #expect(function.linkage.isInterposable == isInterposable)
        }
        try withModule("define void @f() {\n  ret void\n}") { module in
            let function = try #require(module.function(named: "f"))
            function.linkage = linkage
            #expect(function.linkage == linkage)
        }
    }

    @Test func callingConventionsAreRead() throws {
        try withModule("declare void @c()\ndeclare swiftcc void @s()") { module in
            #expect(module.function(named: "c")?.callingConvention == .c)
            let swift = try #require(module.function(named: "s"))
            #expect(swift.callingConvention == .swift)
            swift.setCallingConvention(.preserveMost)
            #expect(swift.callingConvention == .preserveMost)
        }
    }

    @Test func addressTakenMeansMoreThanDirectCalls() throws {
        try withModule(
            """
            @table = global ptr @stored
            @llvm.used = appending global [1 x ptr] [ptr @used], section "llvm.metadata"
            declare void @stored()
            declare void @called()
            declare void @passed(ptr)
            define void @used() {
              call void @called()
              call void @passed(ptr @argument)
              ret void
            }
            declare void @argument()
            """
        ) { module in
            let taken = module.functions.filter(\.hasAddressTaken).map(\.name)
            #expect(Set(taken) == ["stored", "argument"])
        }
    }

    @Test func comdatIsRead() throws {
        try withModule(
            """
            $c = comdat any
            define linkonce_odr void @c() comdat {
              ret void
            }
            define void @d() {
              ret void
            }
            """
        ) { module in
            #expect(module.function(named: "c")?.comdat == module.comdat(named: "c"))
            #expect(module.function(named: "d")?.comdat == nil)
        }
    }
}
