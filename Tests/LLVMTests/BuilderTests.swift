import LLVM
import Testing

@Suite struct BuilderTests {
    @Test func everyInstructionIsBuilt() throws {
        try withModule("@t = internal thread_local global i64 0") { module in
            let word = module.integerType(bits: 64)
            let function = module.addFunction(
                named: "f",
                type: FunctionType(
                    result: module.voidType, parameters: [module.pointerType, word]))
            let (pointer, number) = (function.parameters[0], function.parameters[1])
            let builder = Builder(atEndOf: function.appendBlock(named: "entry"))
            let (then, done) = (
                function.appendBlock(named: "then"), function.appendBlock(named: "done")
            )
            let address = builder.offset(pointer, bytes: -16, name: "address")
            let loaded = builder.load(word, from: address, name: "loaded")
            let sum = builder.add(loaded.value, number, name: "sum")
            builder.store(sum, to: address)
            let isEqual = builder.equal(sum, number, name: "same")
            builder.branch(if: isEqual, then: then, else: done)
            builder.move(toEndOf: then)
            let variable = try #require(module.globalVariable(named: "t"))
            _ = builder.threadLocalAddress(of: variable, name: "mine")
            _ = builder.less(sum, number, name: "less")
            builder.call(function, [pointer, number])
            builder.branch(to: done)
            builder.move(toEndOf: done)
            builder.returnVoid()
            try module.verify()
            #expect(
                module.instructions(of: "f").map { $0.description.drop { $0 == " " } } == [
                    "%address = getelementptr inbounds i8, ptr %0, i64 -16",
                    "%loaded = load i64, ptr %address, align 4",
                    "%sum = add i64 %loaded, %1",
                    "store i64 %sum, ptr %address, align 4",
                    "%same = icmp eq i64 %sum, %1",
                    "br i1 %same, label %then, label %done",
                    "%mine = call ptr @llvm.threadlocal.address.p0(ptr @t)",
                    "%less = icmp slt i64 %sum, %1",
                    "call void @f(ptr %0, i64 %1)",
                    "br label %done",
                    "ret void",
                ])
        }
    }

    @Test func insertedCodeGoesBeforeTheInstruction() throws {
        try withModule("define void @f(ptr %p) {\n  call void %p()\n  ret void\n}") { module in
            let function = try #require(module.function(named: "f"))
            let builder = Builder(before: module.instructions(of: "f")[0])
            builder.call(function, [function.parameters[0]])
            #expect(module.calls(in: "f").map(\.isIndirect) == [false, true])
            try module.verify()
        }
    }
}
