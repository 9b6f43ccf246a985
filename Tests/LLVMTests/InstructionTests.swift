import LLVM
import Testing

@Suite struct InstructionTests {
    @Test func opcodesAndOperands() throws {
        try withModule(
            """
            define ptr @f(ptr %p, i64 %n, i1 %c) {
            entry:
              %slot = getelementptr i8, ptr %p, i64 8
              %v = load ptr, ptr %slot
              store ptr %v, ptr %p
              %s = select i1 %c, ptr %v, ptr %p
              %q = inttoptr i64 %n to ptr
              call void %s()
              br label %join
            join:
              %r = phi ptr [ %q, %entry ]
              ret ptr %r
            }
            """
        ) { module in
            let instructions = module.instructions(of: "f")
            #expect(
                instructions.map(\.opcode) == [
                    .elementPointer, .load, .store, .select, .integerToPointer, .call, .other,
                    .phi, .other,
                ])
            #expect(instructions[1].operands.map(\.name) == ["slot"])
            #expect(instructions[2].operands.map(\.name) == ["v", "p"])
            #expect(instructions[7].operands.map(\.name) == ["q"])
            #expect(instructions[1].operands[0].instruction == instructions[0])
            #expect(instructions[0].operands[1].integer == 8)
            #expect(instructions[5].call?.callee == instructions[3].value)
            #expect(instructions[0].call == nil)
            let blocks = try #require(module.function(named: "f")).blocks
            #expect(instructions[0].block == blocks[0])
            #expect(blocks[0].terminator == instructions[6])
            #expect(blocks[1].function.name == "f")
        }
    }

    @Test func aliasTagsNameAccessAndBase() throws {
        try withModule(
            """
            define void @f(ptr %p) {
              %a = load ptr, ptr %p, !tbaa !0
              %b = load ptr, ptr %p, !tbaa !4
              %c = load ptr, ptr %p
              store ptr %a, ptr %p, !tbaa !0
              ret void
            }
            !0 = !{!1, !1, i64 0}
            !1 = !{!"vtable pointer", !2, i64 0}
            !2 = !{!"Simple C++ TBAA"}
            !3 = !{!"_ZTS6Circle", !1, i64 0, !1, i64 8}
            !4 = !{!3, !1, i64 8}
            """
        ) { module in
            let instructions = module.instructions(of: "f")
            #expect(
                instructions.map(\.accessTypeName) == [
                    "vtable pointer", "vtable pointer", nil, "vtable pointer", nil,
                ])
            #expect(
                instructions.map(\.accessBaseTypeName) == [
                    "vtable pointer", "_ZTS6Circle", nil, "vtable pointer", nil,
                ])
        }
    }

    @Test func splittingKeepsTheFunctionValid() throws {
        try withModule(
            """
            define i32 @f(i1 %c) {
            entry:
              br i1 %c, label %a, label %b
            a:
              %x = add i32 1, 2
              br label %b
            b:
              %r = phi i32 [ 0, %entry ], [ %x, %a ]
              ret i32 %r
            }
            """
        ) { module in
            let function = try #require(module.function(named: "f"))
            let terminator = try #require(function.blocks[1].terminator)
            let rest = terminator.splitBlock(named: "rest")
            #expect(function.blocks.count == 4)
            #expect(rest.instructions == [terminator])
            #expect(function.blocks[1].terminator?.description == "  br label %rest")
            #expect(module.description.contains("[ %x, %rest ]"))
            try module.verify()
            rest.move(after: try #require(function.blocks.last))
            #expect(function.blocks.last == rest)
        }
    }

    @Test func erasedInstructionsAreGone() throws {
        try withModule("define void @f() {\n  %a = add i32 1, 2\n  ret void\n}") { module in
            module.instructions(of: "f")[0].erase()
            #expect(module.instructions(of: "f").map(\.description) == ["  ret void"])
        }
    }
}
