import LLVM
import Testing

@Suite struct InliningTests {
    private let text = """
        define i32 @caller(ptr %f, i32 %x) {
          %a = call i32 @small(i32 %x)
          %b = call i32 @never(i32 %a)
          %c = call i32 @always(i32 %b)
          %d = call i32 %f(i32 %c)
          ret i32 %d
        }
        define i32 @small(i32 %x) {
          %y = add i32 %x, 1
          ret i32 %y
        }
        define i32 @never(i32 %x) noinline {
          ret i32 %x
        }
        define i32 @always(i32 %x) alwaysinline {
          ret i32 %x
        }
        define i32 @large(i32 %x) {
          %a = call i32 @small(i32 %x)
          %b = call i32 @small(i32 %a)
          %c = call i32 @small(i32 %b)
          ret i32 %c
        }
        """

    @Test func verdicts() throws {
        try withOptimizableModule(text) { module, machine in
            let analyses = Analyses(machine: machine)
            let calls = module.calls(in: "caller")
            func verdict(_ call: Int, _ name: String) throws -> Analyses.InlineVerdict {
                let target = try #require(module.function(named: name))
                return analyses.inlineCost(of: target, at: calls[call])
            }
            #expect(try verdict(1, "never") == .never("noinline function attribute"))
            #expect(try verdict(2, "always") == .always)
            // At an indirect call too, and larger bodies cost more.
            guard case .costs(let small) = try verdict(3, "small"),
                case .costs(let large) = try verdict(3, "large")
            else {
                Issue.record("no cost")
                return
            }
            #expect(large > small)
        }
    }

    @Test func conflictingFeaturesWinOverAlwaysInline() throws {
        let machine = try TargetMachine(triple: "x86_64-unknown-linux-gnu", level: .default)
        try withModule(
            """
            target triple = "x86_64-unknown-linux-gnu"
            define void @caller() {
              call void @wide()
              ret void
            }
            define void @wide() alwaysinline "target-features"="+avx2" {
              ret void
            }
            """
        ) { module in
            let analyses = Analyses(machine: machine)
            let target = try #require(module.function(named: "wide"))
            let call = try #require(module.calls(in: "caller").first)
            #expect(analyses.inlineCost(of: target, at: call) == .never("conflicting attributes"))
        }
    }

    @Test func inliningReplacesTheCall() throws {
        try withOptimizableModule(text) { module, machine in
            let analyses = Analyses(machine: machine)
            let caller = try #require(module.function(named: "caller"))
            for call in module.calls(in: "caller").prefix(3) {
                #expect(analyses.inline(call) == nil)
            }
            analyses.invalidate(caller)
            #expect(module.calls(in: "caller").map(\.isIndirect) == [true])
            #expect(module.instructions(of: "caller").contains { $0.description.contains("add") })
            try module.verify()
        }
    }

    @Test func whatCannotBeInlinedStays() throws {
        let text = "declare void @d()\ndefine void @f() {\n  call void @d()\n  ret void\n}"
        try withOptimizableModule(text) { module, machine in
            let analyses = Analyses(machine: machine)
            let call = try #require(module.calls(in: "f").first)
            let reason = analyses.inline(call)
            #expect(reason?.isEmpty == false)
            #expect(module.calls(in: "f") == [call])
        }
    }
}
