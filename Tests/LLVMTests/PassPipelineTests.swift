import LLVM
import Testing

@Suite struct PassPipelineTests {
    private let text = """
        define i32 @f(i32 %x) {
          %slot = alloca i32
          store i32 %x, ptr %slot
          %v = load i32, ptr %slot
          ret i32 %v
        }
        """

    private struct Stop: Error, Equatable { let code: Int }

    @Test func passesRunByName() throws {
        try withOptimizableModule(text) { module, machine in
            try module.run(passes: "function(sroa)", machine: machine, verifyEach: true)
            #expect(module.instructions(of: "f").count == 1)
        }
    }

    @Test(arguments: ["no-such-pass", "function(sroa", "sroa)", "O9"])
    func badPipelinesSayWhatIsWrong(_ passes: String) throws {
        try withOptimizableModule(text) { module, machine in
            do throws(LLVMError) {
                try module.run(passes: passes, machine: machine)
                Issue.record("ran \(passes)")
            } catch {
                guard case .badPipeline(passes, let message) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(!message.isEmpty && !message.contains("\n"))
            }
            #expect(module.instructions(of: "f").count == 4)
        }
    }

    @Test func theUnknownPassIsNamed() throws {
        try withOptimizableModule(text) { module, machine in
            #expect(
                throws: LLVMError.badPipeline(
                    text: "no-such-pass", message: "unknown pass name 'no-such-pass'")
            ) { try module.run(passes: "no-such-pass", machine: machine) }
        }
    }

    @Test(arguments: OptimizationLevel.allCases)
    func levelsOptimizeFromOneOn(_ level: OptimizationLevel) throws {
        try withOptimizableModule(text) { module, machine in
            module.optimize(level: level, machine: machine, verifyEach: true)
            #expect(module.instructions(of: "f").count == (level == .none ? 4 : 1))
            try module.verify()
        }
    }

    @Test(arguments: OptimizationLevel.allCases)
    func theEarlyHookRunsOnceAndReturns(_ level: OptimizationLevel) throws {
        try withOptimizableModule(text) { module, machine in
            var runs = 0
            let count = module.optimize(level: level, machine: machine) { module in
                runs += 1
                return module.functions.count
            }
            #expect(runs == 1 && count == 1)
        }
    }

    @Test func theEarlyHookComesBeforeTheInliner() throws {
        try withOptimizableModule(
            """
            define internal i32 @callee(i32 %x) {
              %y = add i32 %x, 1
              ret i32 %y
            }
            define i32 @caller(i32 %x) {
              %r = call i32 @callee(i32 %x)
              ret i32 %r
            }
            """
        ) { module, machine in
            let calls = module.optimize(level: .default, machine: machine) {
                $0.calls(in: "caller").count
            }
            #expect(calls == 1)
            #expect(module.calls(in: "caller").isEmpty)
        }
    }

    @Test(arguments: OptimizationLevel.allCases)
    func whatTheHookThrowsComesOutAfterThePipeline(_ level: OptimizationLevel) throws {
        try withOptimizableModule(text) { module, machine in
            #expect(throws: Stop(code: 3)) {
                try module.optimize(level: level, machine: machine) {
                    (_) throws(Stop) -> Int in throw Stop(code: 3)
                }
            }
            try module.verify()
            #expect(module.instructions(of: "f").count == (level == .none ? 4 : 1))
        }
    }
}
