import LLVM
import Testing

@Suite struct ConstantTests {
    @Test func constantsPrintAsExpected() throws {
        try withModule("declare void @f()") { module in
            #expect(module.constant(7, bits: 32).description == "i32 7")
            #expect(module.constant(0x1FF, bits: 8).description == "i8 -1")
            #expect(module.constant(.max, bits: 64).integer == -1)
            #expect(module.nullPointer.description == "ptr null")
            #expect(
                module.constant(bytes: Array("a\"\u{0}".utf8)).description
                    == "[3 x i8] c\"a\\22\\00\"")
            #expect(module.constant(bytes: []).type.description == "[0 x i8]")
            let pair = module.constant(structOf: [module.constant(1, bits: 8), module.nullPointer])
            #expect(pair.description == "{ i8, ptr } { i8 1, ptr null }")
            let row = module.constant(
                arrayOf: module.integerType(bits: 16),
                [module.constant(1, bits: 16), module.constant(2, bits: 16)])
            #expect(row.description == "[2 x i16] [i16 1, i16 2]")
        }
    }

    @Test func addedConstantsAreInternal() throws {
        try withModule("declare void @f()") { module in
            let global = module.addConstant(named: "c", module.constant(9, bits: 32))
            #expect(global.description == "@c = internal constant i32 9")
        }
    }
}
