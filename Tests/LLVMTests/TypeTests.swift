import LLVM
import Testing

@Suite struct TypeTests {
    @Test func typesPrintAndCompare() throws {
        try withModule("define i32 @f(ptr %p, i64 %n) {\n  ret i32 0\n}") { module in
            #expect(module.integerType(bits: 1).description == "i1")
            #expect(module.pointerType.description == "ptr")
            #expect(module.voidType.description == "void")
            let pair = module.structType([module.pointerType, module.integerType(bits: 64)])
            #expect(pair.description == "{ ptr, i64 }")
            #expect(module.arrayType(pair, count: 3).description == "[3 x { ptr, i64 }]")
            let type = FunctionType(
                result: module.integerType(bits: 32),
                parameters: [module.pointerType, module.integerType(bits: 64)])
            #expect(type == module.function(named: "f")?.type)
            #expect(type != FunctionType(result: module.voidType, parameters: []))
            #expect(type.result == module.integerType(bits: 32))
            #expect(type.parameters == [module.pointerType, module.integerType(bits: 64)])
            #expect(!type.isVariadic)
        }
        try withModule("declare void @f()\ndeclare void @g(ptr, ...)") { module in
            let f = try #require(module.function(named: "f")).type
            #expect(f.result == module.voidType && f.parameters.isEmpty && !f.isVariadic)
            let g = try #require(module.function(named: "g")).type
            #expect(g.parameters == [module.pointerType] && g.isVariadic)
        }
    }
}
