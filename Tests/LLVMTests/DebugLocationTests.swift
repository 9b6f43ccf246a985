import LLVM
import Testing

@Suite struct DebugLocationTests {
    private let text = """
        define void @f(ptr %p) !dbg !4 {
          call void %p(), !dbg !7
          call void %p(), !dbg !8
          ret void
        }
        define void @g(ptr %p) {
          call void %p()
          ret void
        }
        !llvm.dbg.cu = !{!0}
        !llvm.module.flags = !{!2}
        !0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
        !1 = !DIFile(filename: "dir/a.c", directory: "/")
        !2 = !{i32 2, !"Debug Info Version", i32 3}
        !3 = !DIFile(filename: "b.h", directory: "/")
        !4 = distinct !DISubprogram(name: "f", file: !1, line: 10, type: !5, unit: !0, \
        spFlags: DISPFlagDefinition)
        !5 = !DISubroutineType(types: !6)
        !6 = !{null}
        !7 = !DILocation(line: 12, column: 3, scope: !4)
        !8 = !DILocation(line: 20, column: 5, scope: !9, inlinedAt: !7)
        !9 = distinct !DISubprogram(name: "inlined", file: !3, line: 19, type: !5, unit: !0, \
        spFlags: DISPFlagDefinition)
        """

    @Test func callsHaveFileLineAndColumn() throws {
        try withModule(text) { module in
            let location = module.instructions(of: "f")[0].debugLocation
            #expect(location?.file == "dir/a.c")
            #expect(location?.line == 12 && location?.column == 3)
            #expect(module.instructions(of: "f")[2].debugLocation == nil)
        }
    }

    @Test func inlinedCodeIsWhereItWasWritten() throws {
        try withModule(text) { module in
            let location = module.instructions(of: "f")[1].debugLocation
            #expect(location?.file == "b.h" && location?.line == 20 && location?.column == 5)
        }
    }

    @Test func functionsKnowTheirDeclaration() throws {
        try withModule(text) { module in
            let declaration = module.function(named: "f")?.declaration
            #expect(declaration?.file == "dir/a.c" && declaration?.line == 10)
            #expect(module.function(named: "g")?.declaration == nil)
        }
    }
}
