import ArgumentParser
import Devirt
import Glibc
import Reoptimization
import Synchronization

/// `devirt run`
struct RunVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a program in this process, optimizing hot functions while it runs.",
        usage: "devirt run [<options>] <inputs> ... [-- <argument> ...]",
        discussion: """
            Functions are compiled quickly on their first call, and optimized in the background \
            once they are hot; calls then lead to the new code. The exit code is the program's.
            """)

    /// When functions are optimized.
    enum Policy: String, ExpressibleByArgument, CaseIterable {
        case tiered, never, always

        var value: TierPolicy {
            switch self {
            case .tiered: .tiered
            case .never: .never
            case .always: .always
            }
        }
    }

    @Argument(
        help: "Bitcode, textual IR, static (.a) and shared (.so) libraries.", completion: .file())
    var inputs: [String]

    @Option(help: "When functions are optimized.")
    var policy = Policy.tiered

    @Option(help: ArgumentHelp("Threads that optimize in the background.", valueName: "n"))
    var threads = 1

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
        if threads < 1 { throw ValidationError("--threads takes a number from 1.") }
    }

    func run() throws { try run(arguments: []) }

    /// - Parameter arguments: what followed `--` on the command line.
    func run(arguments: [String]) throws {
        var policy = policy.value
        policy.threads = threads
        let runtime = Toolchain().orcRuntime
        let jit = try reportingErrors { () throws(JITError) in
            try ReoptimizingJIT(
                policy: policy, runtime: runtime, observers: debugging.observers)
        }
        for input in inputs {
            if input.hasSuffix(".a") || input.hasSuffix(".so") {
                try reportingErrors { () throws(JITError) in try jit.addLibrary(input) }
                continue
            }
            if input != "-", let bitcode = try? Bitcode(contentsOf: input) {
                try reportingErrors { () throws(JITError) in try jit.add(bitcode) }
                continue
            }
            let module = try readModule(input, in: Context())
            do throws(JITError) { try jit.add(module) } catch {
                throw CommandFailure(error.description)
            }
        }
        if events { jit.onEvent { Terminal.standardError.write(Self.line(for: $0)) } }
        let recorder = trace.map(EventRecorder.init)
        if let recorder { jit.onEvent { recorder.record($0) } }
        let ending = ProgramEnding(jit: jit, printsStatistics: stats, recorder: recorder)
        try reportingErrors { () throws(JITError) in
            // The optimizer may be at work: the process must end without waiting for it, and
            // before LLVM's own statics are destroyed.
            try jit.replaceExit { status in
                try? jit.finish()
                ending.end(status)
            }
        }
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

extension RunVerb {
    /// One event as a line: seconds since the start, what, how long.
    fileprivate static func line(for event: JITEvent) -> String {
        let more = event.functionCount > 1 ? " and \(event.functionCount - 1) more" : ""
        let took =
            event.duration > 0
            ? " in \(Int(event.duration * 1e6)) µs, \(event.codeBytes) bytes" : ""
        let loop = event.loop.map { ", loop \($0)" } ?? ""
        let cause = event.cause.map { ": \($0)" } ?? ""
        let time = String(Int(event.start * 1e6))
        return
            "devirt: \(time) µs: \(event.kind) \(demangle(event.function))\(loop)\(more)\(took)\(cause)\n"
    }
}

/// Keeps events for a trace.
private final class EventRecorder: Sendable {
    private let path: String
    private let events = Mutex<[JITEvent]>([])

    init(_ path: String) { self.path = path }

    func record(_ event: JITEvent) { events.withLock { $0.append(event) } }

    /// Writes the trace; the program's own result matters more than a failure to do so.
    func write() {
        do throws(CommandFailure) {
            try OutputFile(path).write(TraceEvents.json(events.withLock { $0 }))
        } catch { Terminal.standardError.failure(error.message) }
    }
}

/// How a program ends, by returning from `main` or by `exit`: its output is flushed, the numbers
/// are printed, and the process is gone.
private struct ProgramEnding: Sendable {
    let jit: ReoptimizingJIT
    let printsStatistics: Bool
    let recorder: EventRecorder?

    func end(_ status: Int32) -> Never {
        fflush(nil)
        recorder?.write()
        if printsStatistics { Terminal.standardError.write(Self.text(jit.statistics)) }
        _exit(status)
    }

    private static func text(_ numbers: JITStatistics) -> String {
        func milliseconds(_ seconds: Double) -> String { "\(Int(seconds * 1000)) ms" }
        return """
            devirt: \(numbers.functions) functions: \(numbers.tier0) compiled quickly in \
            \(milliseconds(numbers.tier0Seconds)), \(numbers.tier1) optimized in \
            \(milliseconds(numbers.tier1Seconds)), \(numbers.failures) failed, \
            \(numbers.loopEntries) loops entered
            devirt: main after \(milliseconds(numbers.secondsToMain)), \
            \(numbers.redirections) redirections, \(numbers.codeBytes) bytes of code, \
            \(numbers.objectBytes) of objects, \(numbers.stubBytes) of stubs

            """
    }
}
