internal import CEditLine
internal import Foundation

/// Lines typed at a terminal, with editing and a history that outlives the session.
final class TerminalLines: LineSource {
    private let raw: DevirtEditorRef
    private let log: EventLog

    /// Nil if there is no terminal.
    init?(_ log: EventLog) {
        self.log = log
        let directory = Journal.stateDirectory
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let made = DevirtCreateEditor(
            "devirt", "\(directory)/repl_history", log.wake,
            { context in
                guard let context else { return nil }
                let log = Unmanaged<EventLog>.fromOpaque(context).takeUnretainedValue()
                return log.takeNews().flatMap { strdup($0) }
            }, Unmanaged.passUnretained(log).toOpaque())
        guard let made else { return nil }
        raw = made
    }

    deinit { DevirtDisposeEditor(raw) }

    func next(isContinued: Bool) -> Line {
        log.setEditing(true)
        defer { log.setEditing(false) }
        var wasInterrupted = false
        let text = (isContinued ? "   ...> " : "devirt> ").withCString { prompt in
            DevirtReadLine(raw, prompt, &wasInterrupted)
        }
        guard let text else { return wasInterrupted ? .interrupted : .end }
        var line = String(cString: text)
        if line.last == "\n" { line.removeLast() }
        return .text(line)
    }

    func peek() -> String? { nil }

    /// Adds an input to the history.
    func remember(_ input: String) {
        if !input.allSatisfy(\.isWhitespace) { DevirtAddHistory(raw, input) }
    }
}
