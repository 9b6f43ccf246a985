import ArgumentParser
import Devirt
import Reoptimization

/// `devirt run`
struct RunVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a program in this process, optimizing hot functions while it runs.",
        usage: "devirt run [<options>] <inputs> ... [-- <argument> ...]",
        discussion: """
            C and C++ sources are compiled with clang -O2 first, several at once; nothing runs if \
            one has errors. What a file without such a name is, its content tells. Bitcode of swiftc \
            and rustc runs, too; Swift's libraries are those of the swiftc on PATH.

            Functions are compiled quickly on their first call, and optimized in the background \
            once they are hot; calls then lead to the new code.

            The exit code is the program's, and a signal that ends it ends devirt. If a crash does, \
            its stack is printed on standard error first.

            With --profile-use a program goes straight to optimized code: 'devirt run app.bc \
            --profile-out app.devirt', then 'devirt run app.bc --profile-use app.devirt'. Functions \
            that changed since are treated as 'devirt optimize' does, with a warning. Code is kept, \
            too, in app.devirt.code, and linked by later runs instead of compiling: if devirt, the \
            CPU, the options or the program differ it is ignored.

            --stats prints four lines that start with 'devirt: ': 'start', the milliseconds from \
            the start of the process to the program's first instruction, and from the start of the \
            JIT to main; the number of functions, and what was compiled and optimized; 'indirect \
            calls', what was guarded; and 'code', how often calls were redirected, the bytes of \
            code, objects and stubs, and how much code lives, is retired, as nothing leads to it \
            any more, and was freed. With --profile-use a fifth says how much of it was used, and of the code beside it.
            """)

    @Argument(
        help: """
            C and C++ sources (.c, .cc, .cpp, .cxx, .c++, .C), bitcode, textual IR, objects (.o), \
            static (.a) and shared (.so) libraries.
            """, completion: .file())
    var inputs: [String]

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Options for clang, such as '-std=c++20 -DX=1', for all sources. Repeatable.",
            valueName: "options"),
        transform: { text in
            guard let words = ShellWords.split(text) else {
                throw ValidationError("a quote is not closed")
            }
            return words
        })
    var cflags: [[String]] = []

    @OptionGroup(title: "Optimization")
    var tiers: TierOptions

    @OptionGroup(title: "Profiles")
    var profiles: ProfileOptions

    @Flag(help: "Print on standard error at the end what was compiled.")
    var stats = false

    @Flag(help: "Print on standard error what is compiled and optimized, as it happens.")
    var events = false

    @Option(
        help: ArgumentHelp(
            "Write the events as trace-event JSON, which Perfetto opens.", valueName: "file"))
    var trace: String?

    @Option(
        name: .customLong("call"),
        help: ArgumentHelp(
            "Call a function instead of main, such as 'f(i32 3, double 2.5)', and print its result. "
                + "Repeatable.", valueName: "call"),
        transform: { try CallExpression($0) })
    var calls: [CallExpression] = []

    @OptionGroup(title: "Debugging and profiling")
    var debugging: DebuggingOptions

    func validate() throws {
        for (name, value) in [("use", profiles.use), ("out", profiles.out)]
        where value != nil && tiers.policy != .tiered {
            throw ValidationError("--profile-\(name) is for --policy tiered, which counts.")
        }
    }

    func run() throws { try run(arguments: []) }

    /// - Parameter arguments: what followed `--` on the command line.
    func run(arguments: [String]) throws {
        var policy = tiers.makePolicy()
        let profile = ProfileOutput(
            try profiles.makeOutput(inputs: inputs),
            code: try profiles.makeCodeOutput(inputs: inputs))
        policy.savesCode = profile?.code != nil
        let kinds = try inputs.map { input throws(CommandFailure) in try ProgramInput(input) }
        let compiled = try compileSources(kinds)
        let runtime = Toolchain().orcRuntime
        let jit = try reportingErrors { () throws(JITError) in
            try ReoptimizingJIT(
                policy: policy, runtime: runtime, observers: debugging.observers)
        }
        try profiles.load(into: jit)
        try load(into: jit, kinds, compiled: compiled)
        try loadSwift(into: jit)
        if events { jit.onEvent { Terminal.standardError.write($0.line) } }
        let recorder = trace.map(EventRecorder.init)
        if let recorder { jit.onEvent { recorder.record($0) } }
        let first = stats ? FirstInstruction() : nil
        if let first { jit.onEvent { first.note($0) } }
        let ending = ProgramEnding(
            jit: jit, first: first, recorder: recorder, profile: profile,
            usesProfile: profiles.use != nil)
        try reportingErrors { () throws(JITError) in
            // The optimizer may be at work: the process must end without waiting for it, and
            // before LLVM's own statics are destroyed.
            try jit.replaceExit { status in
                try? jit.finish()
                ending.end(status)
            }
        }
        jit.reportCrashes(of: inputs[0])
        if !calls.isEmpty {
            try makeCalls(on: jit, arguments: arguments)
            ending.end(0)
        }
        let status = try reportingErrors { () throws(JITError) in
            try jit.runMain(arguments: [inputs[0]] + arguments)
        }
        ending.end(status)
    }
}
