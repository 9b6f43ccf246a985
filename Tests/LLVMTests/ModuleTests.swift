import LLVM
import Testing

@Suite struct ModuleTests {
    @Test func aNewModuleIsEmpty() {
        let context = Context()
        let module = Module(name: "fresh", in: context)
        #expect(module.reference.identifier == "fresh")
        #expect(module.reference.functions.isEmpty)
        #expect(module.reference.globalVariables.isEmpty)
        #expect(module.reference.targetTriple.isEmpty)
        withExtendedLifetime(module) {}
    }

    @Test func aCloneIsIndependent() throws {
        let context = Context()
        let module = try Module(text: "define void @f() {\n  ret void\n}", in: context)
        let copy = module.clone()
        copy.reference.function(named: "f")?.addAttribute("cold")
        #expect(copy.reference.function(named: "f")?.hasAttribute("cold") == true)
        #expect(module.reference.function(named: "f")?.hasAttribute("cold") == false)
        withExtendedLifetime(module) {}
        withExtendedLifetime(copy) {}
    }

    @Test func linkingResolvesDeclarations() throws {
        let context = Context()
        var module = try Module(
            text: "declare i32 @g()\ndefine i32 @f() {\n  %r = call i32 @g()\n  ret i32 %r\n}",
            in: context)
        let other = try Module(text: "define i32 @g() {\n  ret i32 3\n}", in: context)
        try module.link(other)
        #expect(module.reference.function(named: "g")?.isDeclaration == false)
        try module.reference.verify()
    }

    @Test func twoDefinitionsCannotBeLinked() throws {
        let context = Context()
        let text = "define i32 @f() {\n  ret i32 3\n}"
        var module = try Module(text: text, name: "one.bc", in: context)
        let other = try Module(text: text, name: "two.bc", in: context)
        do throws(LLVMError) {
            try module.link(other)
            Issue.record("linked")
        } catch {
            guard case .unlinkable(let destination, let source, let message) = error else {
                Issue.record("\(error)")
                return
            }
            #expect((destination, source) == ("one.bc", "two.bc"))
            #expect(message.contains("symbol multiply defined"))
            #expect(error.description.hasPrefix("cannot link two.bc into one.bc: "))
        }
        #expect(context.diagnostics.contains { $0.severity == .error })
        withExtendedLifetime(module) {}
    }

    @Test func linkedLocalsAreRenamedNotMerged() throws {
        let context = Context()
        func text(_ caller: String, _ result: Int) -> String {
            """
            define internal i32 @local() noinline {
              ret i32 \(result)
            }
            define i32 @\(caller)() {
              %r = call i32 @local()
              ret i32 %r
            }
            """
        }
        var module = try Module(text: text("one", 1), in: context)
        try module.link(try Module(text: text("two", 2), in: context))
        #expect(module.reference.functions.count == 4)
        let callees = ["one", "two"].compactMap {
            module.reference.calls(in: $0).first?.callee.name
        }
        #expect(Set(callees).count == 2)
    }
}
