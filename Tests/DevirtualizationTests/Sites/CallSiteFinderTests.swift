import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

@Suite struct CallSiteFinderTests {
    @Test func sitesAreNumberedInInstructionOrder() throws {
        try withSites(
            """
            define void @f(ptr %p, ptr %q, i1 %c) {
            entry:
              br i1 %c, label %second, label %first
            second:
              call void %p(i32 1)
              ret void
            first:
              call void %p()
              %r = call i64 %q(ptr %p, double 0.0)
              ret void
            }
            declare void @d(ptr)
            define void @none() {
              ret void
            }
            """
        ) { functions in
            #expect(functions.map(\.key.name) == ["f"])
            let identities = functions[0].sites.map(\.identity)
            #expect(identities.map(\.ordinal) == [0, 1, 2])
            #expect(
                identities.map(\.calleeType) == ["void (i32)", "void ()", "i64 (ptr, double)"])
            #expect(identities.allSatisfy { $0.kind == .functionPointer })
            #expect(identities.allSatisfy { $0.location == .unknown })
        }
    }

    @Test func keysNameFunctionHashAndPoint() throws {
        let text = """
            source_filename = "a.c"
            define internal void @f(ptr %p) {
              call void %p()
              ret void
            }
            """
        try withModule(text) { module in
            let function = try #require(CallSiteFinder.sites(in: module, at: .early).first)
            #expect(function.key.name == "a.c;f")
            #expect(function.key.hash == module.function(named: "f")?.structuralHash)
            #expect(function.key.point == .early)
        }
    }

    @Test func whatInstrumentationAddedIsNoSite() throws {
        try withSites(caller("__devirt_construct") + caller("f")) {
            #expect($0.map(\.key.name) == ["f"])
        }
    }

    @Test func locationsComeFromDebugInformation() throws {
        try withSites(
            """
            define void @f(ptr %p) !dbg !4 {
              call void %p(), !dbg !7
              ret void
            }
            !llvm.dbg.cu = !{!0}
            !llvm.module.flags = !{!2}
            !0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
            !1 = !DIFile(filename: "a.c", directory: "/")
            !2 = !{i32 2, !"Debug Info Version", i32 3}
            !4 = distinct !DISubprogram(name: "f", file: !1, line: 10, type: !5, unit: !0, \
            spFlags: DISPFlagDefinition)
            !5 = !DISubroutineType(types: !6)
            !6 = !{null}
            !7 = !DILocation(line: 12, column: 3, scope: !4)
            """
        ) { functions in
            #expect(functions[0].declaration == SourceLocation(file: "a.c", line: 10))
            #expect(
                functions[0].sites[0].identity.location
                    == SourceLocation(file: "a.c", line: 12, column: 3))
        }
    }

    @Test(arguments: [
        ("noprofile", Refusal.noProfile), ("skipprofile", .noProfile),
        ("noinline", nil), ("optnone noinline", nil),
    ])
    func functionAttributesDecideWhatIsRecorded(_ attribute: String, _ refusal: Refusal?) throws {
        try withSites(caller("f", attribute)) { functions in
            #expect(functions[0].sites[0].unrecordable == refusal)
            #expect(functions[0].sites[0].unpromotable == refusal)
        }
    }

    @Test func nakedAvailableExternallyAndResolversAreLeftAlone() throws {
        try withSites(
            """
            @p = global ptr null
            @i = ifunc void (), ptr @resolver
            define void @naked() naked {
              %f = load ptr, ptr @p
              call void %f()
              unreachable
            }
            define available_externally void @copy(ptr %f) {
              call void %f()
              ret void
            }
            define ptr @resolver() {
              %f = load ptr, ptr @p
              %r = call ptr %f()
              ret ptr %r
            }
            """
        ) { functions in
            #expect(
                functions.map { $0.sites[0].unrecordable } == [
                    .naked, .availableExternally, .ifuncResolver,
                ])
        }
    }

    @Test(arguments: [
        ("call void %f() [ \"deopt\"() ]", Refusal.operandBundle("deopt")),
        ("call void %f() returns_twice", .returnsTwice),
        ("call void %f() convergent", .convergent),
        ("call void %f() noduplicate", .noDuplicate),
        ("musttail call void %f(ptr %f)", .mustTail),
        ("tail call void %f()", nil), ("notail call void %f()", nil), ("call void %f() cold", nil),
    ])
    func callsThatCannotBeGuardedAreStillRecorded(_ call: String, _ refusal: Refusal?) throws {
        try withSites("define void @f(ptr %f) {\n  \(call)\n  ret void\n}") { functions in
            #expect(functions[0].sites[0].unrecordable == nil)
            #expect(functions[0].sites[0].unpromotable == refusal)
        }
    }

    @Test func coroutinesAreRecordedNotPromoted() throws {
        try withSites(caller("f", "presplitcoroutine")) { functions in
            #expect(functions[0].sites[0].unrecordable == nil)
            #expect(functions[0].sites[0].unpromotable == .coroutine)
        }
    }
}
