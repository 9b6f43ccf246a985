internal import Foundation

/// The inputs of a session, in a file from the moment they are typed: whatever ends the process, they
/// are there. The input that runs is a comment in it.
final class Journal {
    private struct Entry {
        let text: String
        /// It can be taken back.
        let isInput: Bool
    }

    private var entries: [Entry] = []
    /// The last inputs, as they were typed.
    func last(_ count: Int) -> [String] { entries.filter(\.isInput).suffix(count).map(\.text) }

    /// Inputs that can be taken back.
    var inputCount: Int { entries.count(where: \.isInput) }
    /// Bytes of the file that they take.
    private var length = 0
    /// The file; nil if none can be made.
    let path: String?
    private var descriptor: Int32 = -1

    /// - Parameter directory: nil: `devirt` in the user's directory for state.
    init(directory: String? = nil) {
        let directory = directory ?? Self.stateDirectory
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let path = "\(directory)/repl-\(getpid()).cpp"
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        self.path = descriptor < 0 ? nil : path
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    // Set once, before anything can end the process.
    nonisolated(unsafe) private static var discarded: (path: String, process: pid_t)?

    /// From now on the file goes when the process ends by `exit`: whoever does that means it.
    func discardAtExit() {
        guard let path, Self.discarded == nil else { return }
        Self.discarded = (path, getpid())
        atexit {
            // Children of `fork` have no journal.
            guard let (path, process) = Journal.discarded, process == getpid() else { return }
            unlink(path)
        }
    }

    /// Where sessions keep what outlives them.
    static var stateDirectory: String {
        let environment = ProcessInfo.processInfo.environment
        if let state = environment["XDG_STATE_HOME"], !state.isEmpty { return "\(state)/devirt" }
        return "\(environment["HOME"] ?? "/tmp")/.local/state/devirt"
    }

    /// An input is about to run.
    func begin(_ input: String) {
        let lines = input.split(separator: "\n", omittingEmptySubsequences: false)
        append("// This input was running when the session ended:\n")
        append(lines.map { "// \($0)\n" }.joined())
    }

    /// The input has run, or was refused.
    func end(_ input: String, isKept: Bool) {
        cut(to: length)
        if isKept { add(Entry(text: input, isInput: true)) }
    }

    /// Keeps a command that later inputs need.
    func keep(command: String) { add(Entry(text: command, isInput: false)) }

    /// The last input was taken back.
    func undo() {
        guard let last = entries.lastIndex(where: \.isInput) else { return }
        let rest = entries[(last + 1)...]
        entries.removeSubrange(last...)
        cut(to: entries.reduce(0) { $0 + $1.text.utf8.count + 1 })
        rest.forEach(add)
    }

    private func add(_ entry: Entry) {
        entries.append(entry)
        append(entry.text + "\n")
        length += entry.text.utf8.count + 1
    }

    private func cut(to length: Int) {
        self.length = length
        guard descriptor >= 0 else { return }
        ftruncate(descriptor, off_t(length))
        lseek(descriptor, 0, SEEK_END)
    }

    private func append(_ text: String) {
        guard descriptor >= 0 else { return }
        _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Writes all inputs to a file.
    ///
    /// - Throws: `REPLError.file`.
    func save(to path: String) throws(REPLError) {
        do {
            try Data(entries.map { $0.text + "\n" }.joined().utf8).write(to: URL(filePath: path))
        } catch {
            throw .file(path: path, cause: "cannot be written")
        }
    }
}
