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
