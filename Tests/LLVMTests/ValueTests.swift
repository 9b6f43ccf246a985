import LLVM
import Testing

@Suite struct ValueTests {
    @Test func rolesOfValues() throws {
        try withModule(
            "@g = global i32 0\ndefine i32 @f(i32 %x) {\n  %y = add i32 %x, -3\n  ret i32 %y\n}"
        ) { module in
            let sum = module.instructions(of: "f")[0]
            #expect(sum.value.instruction == sum && !sum.value.isConstant)
            #expect(sum.value.type.description == "i32")
            #expect(sum.name == "y" && sum.description == "  %y = add i32 %x, -3")
            #expect(sum.operands[1].integer == -3 && sum.operands[1].isConstant)
            #expect(sum.operands[0].integer == nil && sum.operands[0].instruction == nil)
            let function = try #require(module.function(named: "f"))
            #expect(function.value.function == function && function.value.isConstant)
            #expect(module.globalVariable(named: "g")?.value.function == nil)
        }
    }

    @Test(arguments: [("e-p:64:64", [0, 8, 32]), ("e-p:32:32", [0, 4, 16])])
    func membersAreWhereTheLayoutPutsThem(_ layout: String, _ offsets: [Int]) throws {
        try withModule(
            """
            target datalayout = "\(layout)"
            @g = constant { i8, [3 x ptr], ptr } { i8 1, [3 x ptr] zeroinitializer, ptr @g }
            @a = constant [2 x ptr] [ptr null, ptr @g]
            @n = constant [2 x i32] [i32 1, i32 2]
            """
        ) { module in
            let variable = try #require(module.globalVariable(named: "g"))
            let members = try #require(variable.initializer).members(in: module)
            #expect(members.map(\.offset) == offsets)
            #expect(members[2].value == variable.value)
            #expect(members[1].value.members(in: module).isEmpty)
            #expect(variable.value.members(in: module).isEmpty)
            let array = try #require(module.globalVariable(named: "a")?.initializer)
            #expect(array.members(in: module).map(\.offset) == [0, module.pointerSize])
            let numbers = try #require(module.globalVariable(named: "n")?.initializer)
            #expect(numbers.members(in: module).isEmpty)
        }
    }

    @Test func constantOffsetsAddUp() throws {
        try withModule(
            """
            target datalayout = "e-p:64:64-i64:64"
            define void @f(ptr %p, i64 %n) {
              %a = getelementptr inbounds { i32, [4 x i64] }, ptr %p, i64 0, i32 1, i64 2
              %b = getelementptr i8, ptr %a, i64 -8
              %c = getelementptr i8, ptr %p, i64 %n
              %d = getelementptr i8, ptr %c, i64 4
              ret void
            }
            """
        ) { module in
            let values = module.instructions(of: "f").map { $0.value.strippingOffset(in: module) }
            #expect(values[0].base.name == "p" && values[0].offset == 24)
            #expect(values[1].base.name == "p" && values[1].offset == 16)
            #expect(values[2].base.name == "c" && values[2].offset == 0)
            #expect(values[3].base.name == "c" && values[3].offset == 4)
        }
    }
}
