import Devirt
import Glibc
import Reoptimization
import Synchronization

extension JITEvent {
    /// The event as a line: microseconds since the start, what, how long.
    var line: String {
        let more = functionCount > 1 ? " and \(functionCount - 1) more" : ""
        let bytes = codeBytes > 0 || duration > 0 ? ", \(codeBytes) bytes" : ""
        let took = duration > 0 ? " in \(Int(duration * 1e6)) µs\(bytes)" : bytes
        let loop = loop.map { ", loop \($0)" } ?? ""
        let cause = cause.map { ": \($0)" } ?? ""
        let guarded =
            guards > 0 ? ", \(guards) targets guarded, \(inlinedTargets) inlined" : ""
        let subject =
            kind == .matched
            ? "\(functionCount) functions of \(function)" : demangle(function) + loop + more
        let time = String(Int(start * 1e6))
        return
            "devirt: \(time) µs: \(kind) \(subject)\(took)\(guarded)\(cause)\n"
    }
}

/// Keeps events for a trace.
final class EventRecorder: Sendable {
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

/// When the program began: with the first function that is compiled, a constructor or `main`.
final class FirstInstruction: Sendable {
    private let time = Mutex<Double?>(nil)

    func note(_ event: JITEvent) {
        guard event.kind == .compiled || event.kind == .loaded else { return }
        time.withLock { $0 = $0 ?? ProcessClock.now }
    }

    /// Seconds since the process started; nil if nothing ran.
    var seconds: Double? { time.withLock { $0 } }
}

/// How a program ends, by returning from `main` or by `exit`: its output is flushed, the numbers
/// are printed, and the process is gone.
struct ProgramEnding: Sendable {
    let jit: ReoptimizingJIT
    /// Set if numbers are wanted.
    let first: FirstInstruction?
    let recorder: EventRecorder?
    let profile: ProfileOutput?
    let usesProfile: Bool

    func end(_ status: Int32) -> Never {
        fflush(nil)
        recorder?.write()
        let result = profile?.write(jit, status: status) ?? status
        if let first {
            let numbers = jit.statistics
            Terminal.standardError.write(Self.text(numbers, start: first.seconds))
            if usesProfile { Terminal.standardError.write(Self.profileText(numbers)) }
        }
        _exit(result)
    }

    private static func profileText(_ numbers: JITStatistics) -> String {
        """
        devirt: profile: \(numbers.profiledFunctions) functions found, \
        \(numbers.changedFunctions) of the others changed; \
        \(numbers.warmRequests) requests at the start; \(codeText(numbers))

        """
    }

    private static func codeText(_ numbers: JITStatistics) -> String {
        if let cause = numbers.codeMismatch { return "code of former runs: not used, \(cause)" }
        let milliseconds = Int(numbers.loadedSeconds * 1000)
        return "code of former runs: \(numbers.loaded) functions linked in \(milliseconds) ms"
    }

    private static func text(_ code: CodeUsage) -> String {
        func text(_ share: CodeUsage.Share, _ state: String) -> String {
            "\(share.versions) versions \(state) (\(share.bytes) bytes)"
        }
        let obstacle = code.obstacle.map { ": none from now on, \($0)" } ?? ""
        return """
            \(text(code.live, "live")), \(text(code.retired, "retired")), \
            \(text(code.freed, "freed"))\(obstacle); \(code.memory) bytes of memory
            """
    }

    private static func text(_ numbers: JITStatistics, start: Double?) -> String {
        func milliseconds(_ seconds: Double) -> String { "\(Int(seconds * 1000)) ms" }
        return """
            devirt: start: first instruction after \(milliseconds(start ?? 0)) of the process, \
            main after \(milliseconds(numbers.secondsToMain)) of the JIT
            devirt: \(numbers.functions) functions: \(numbers.tier0) compiled quickly in \
            \(milliseconds(numbers.tier0Seconds)), \(numbers.ahead) ahead in \
            \(milliseconds(numbers.aheadSeconds)), \(numbers.tier1) optimized in \
            \(milliseconds(numbers.tier1Seconds)), \(numbers.failures) failed, \
            \(numbers.loopEntries) loops entered
            devirt: indirect calls: \(numbers.guards) targets guarded, \
            \(numbers.inlinedTargets) of them inlined; \(numbers.reprofiles) times recorded again
            devirt: code: \(numbers.redirections) redirections, \(numbers.codeBytes) bytes of code, \
            \(numbers.objectBytes) of objects, \(numbers.stubBytes) of stubs; \
            \(text(numbers.code))

            """
    }
}
