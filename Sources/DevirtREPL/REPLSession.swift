internal import Foundation
internal import LLVM
public import Reoptimization
internal import Reporting

/// A session of interactive C++: inputs are compiled by clang and run under the reoptimizing JIT.
///
/// One thread uses it. Only one session may run inputs at a time in a process.
public final class REPLSession {
    /// How a session is set up.
    public struct Options: Sendable {
        /// More options for clang.
        public var compilerOptions: [String] = []
        /// When functions are optimized.
        public var policy = TierPolicy.tiered
        /// Give indirect calls guards for where they lead.
        public var devirtualizes: Bool {
            get { policy.promotion != nil }
            set { policy.promotion = newValue ? .live : nil }
        }
        /// Where LLVM is installed.
        public var prefix: String
        /// Use colours.
        public var isColored = false
        /// Show inputs that are not typed at a terminal, as if they were.
        public var echoes = false

        /// The usual.
        public init() {
            let environment = ProcessInfo.processInfo.environment
            prefix = environment["LLVM_PREFIX"] ?? "/usr/lib/llvm-22"
        }
    }

    let options: Options
    let console: Console
    let jit: ReoptimizingJIT
    let history = CodeHistory()
    let log: EventLog
    let journal = Journal()
    let executor: InputExecutor
    let interpreter: Interpreter
    /// Numbers the functions that are made for commands.
    var commands = 0
    /// Files that are being loaded, to find circles.
    var loading: [String] = []

    /// Starts the compiler and the JIT.
    ///
    /// - Throws: `REPLError.compiler`, `REPLError.jit`.
    public init(_ options: Options = Options()) throws(REPLError) {
        self.options = options
        console = Console(style: TextStyle(isColored: options.isColored))
        log = EventLog(console)
        let (history, log) = (history, log)
        let runtime = OrcRuntime.path(prefix: options.prefix)
        let pending = PendingJIT { () throws(JITError) in
            let jit = try ReoptimizingJIT(runtime: runtime) {
                history
                Reoptimize(policy: options.policy)
                CompileOnDemand()
            }
            jit.onEvent { log.note($0) }
            return jit
        }
        executor = InputExecutor(pending)
        interpreter = try Interpreter(
            arguments: Self.arguments(options), executor: executor)
        jit = try executor.jit()
        journal.discardAtExit()
        if let path = journal.path {
            let note = "devirt: the inputs are saved in \(path); '%load \(path)' runs them again\n"
            setCrashNote(note)
            Interruption.announce(note)
        }
        // Reports tell threads apart by their names, and this one runs inputs.
        nameThread("repl")
        jit.reportCrashes(of: "an input")
    }

    private static func arguments(_ options: Options) -> [String] {
        [
            // Values that are shown are not unused. Clang's interpreter does not survive its limit.
            "-O2", "-Wno-unused-result", "-ferror-limit=0", "-resource-dir",
            "\(options.prefix)/lib/clang/22",
            options.isColored ? "-fcolor-diagnostics" : "-fno-color-diagnostics",
        ] + options.compilerOptions
    }

    /// Reads inputs from a terminal until its end or `%quit`.
    ///
    /// - Returns: false if there is no terminal.
    public func runAtTerminal() -> Bool {
        guard let lines = TerminalLines(log) else { return false }
        var reader = InputReader(lines)
        while true {
            switch reader.next() {
            case .end:
                console.show("")
                return true
            case .interrupted: continue
            case .command(let text):
                lines.remember(text)
                if !run(command: text) { return true }
            case .code(let text):
                lines.remember(text)
                run(input: text)
            }
        }
    }

    /// Runs the inputs in a text, up to `%quit`.
    ///
    /// - Returns: false if there was a `%quit`.
    @discardableResult
    public func run(script: String) -> Bool {
        var reader = InputReader(TextLines(script))
        while true {
            switch reader.next() {
            case .end, .interrupted: return true
            case .command(let text):
                echo(text)
                if !run(command: text) { return false }
            case .code(let text):
                echo(text)
                run(input: text)
            }
        }
    }

    private func echo(_ text: String) {
        guard options.echoes else { return }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            console.show((index == 0 ? "devirt> " : "   ...> ") + line)
        }
    }

    /// Compiles and runs an input, and shows its value or what is wrong with it.
    public func run(input: String) {
        journal.begin(input)
        let (outcome, wasAdded) = interpreter.run(input)
        var isKept = wasAdded
        switch outcome {
        case .done(let value):
            if let value { console.show(value) }
        case .rejected: isKept = false
        case .failed(let cause):
            console.error(cause)
            // What did not even begin is as if it had not been typed.
            if wasAdded, !executor.hasRun {
                isKept = false
                takeBack()
            }
        }
        journal.end(input, isKept: isKept)
        fflush(nil)
    }

    func takeBack() {
        do throws(REPLError) { try interpreter.undo() } catch { console.error("\(error)") }
    }

    /// Ends the process as a program ends by `exit`: destructors and `atexit` functions of inputs run.
    public func end(status: Int32 = 0) -> Never { exit(status) }
}
