internal import Foundation
internal import LLVM
internal import Reoptimization
internal import Reporting

/// Shows what the JIT does, as it happens: directly while inputs run, and by the line editor while it
/// waits.
final class EventLog: @unchecked Sendable {
    enum Detail: String {
        case off, on, all
    }

    /// Becomes readable when there is news for a line editor.
    let wake: Int32
    private let wakeEnd: Int32
    private let lock = NSLock()
    // These belong to the lock.
    private var detail = Detail.off
    private var waiting = ""
    private var isEditing = false
    private var recent: [JITEvent] = []
    private let console: Console

    init(_ console: Console) {
        self.console = console
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (wake, wakeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(wake)
        close(wakeEnd)
    }

    func setDetail(_ detail: Detail) {
        lock.lock()
        defer { lock.unlock() }
        self.detail = detail
    }

    /// Begins or ends that events wait for the line editor.
    func setEditing(_ isEditing: Bool) {
        lock.lock()
        self.isEditing = isEditing
        lock.unlock()
        if !isEditing, let text = takeNews() { console.event(String(text.dropLast())) }
    }

    /// What waited.
    func takeNews() -> String? {
        lock.lock()
        defer { lock.unlock() }
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(wake, &bytes, bytes.count) > 0 {}
        defer { waiting = "" }
        return waiting.isEmpty ? nil : waiting
    }

    /// What was installed since the last time.
    func takeInstalled() -> [JITEvent] {
        lock.lock()
        defer { recent = []; lock.unlock() }
        return recent
    }

    func note(_ event: JITEvent) {
        lock.lock()
        if event.kind == .installed { recent.append(event) }
        let isShown = detail == .all || detail == .on && event.isReoptimization
        guard isShown else { return lock.unlock() }
        if isEditing {
            waiting += event.line + "\n"
            lock.unlock()
            _ = write(wakeEnd, "!", 1)
        } else {
            lock.unlock()
            console.event(event.line)
        }
    }
}

extension JITEvent {
    /// Something other than first code, and what became of it later.
    fileprivate var isReoptimization: Bool {
        switch kind {
        case .compiled, .ahead, .retired, .freed, .matched, .loaded: false
        default: true
        }
    }

    /// The event as a line.
    var line: String {
        var text =
            "[\(milliseconds(start + duration)) ms] \(kind.rawValue) \(readableFunction(function))"
        if let loop { text += ", loop \(loop)" }
        text += " v\(version)"
        if functionCount > 1 { text += " and \(functionCount - 1) more" }
        if duration > 0 { text += " in \(milliseconds(duration)) ms" }
        if codeBytes > 0 { text += ", \(codeBytes) bytes" }
        if guards > 0 { text += ", \(count(guards, "target")) guarded, \(inlinedTargets) inlined" }
        if let cause { text += ": \(cause)" }
        return text
    }
}

/// Seconds as milliseconds with two digits behind the point.
func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", seconds * 1000) }

/// A function as the user knows it: clang puts top-level statements into functions of its own.
func readableFunction(_ symbol: String) -> String {
    let name = demangle(symbol)
    for prefix in ["__stmts__", "_GLOBAL__sub_I_incr_module_"] where name.hasPrefix(prefix) {
        return "top-level statements"
    }
    return name
}
