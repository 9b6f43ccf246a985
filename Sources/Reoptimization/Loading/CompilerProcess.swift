internal import Foundation

/// A compiler at work; what it writes is read meanwhile, on the thread that waits for it.
final class CompilerProcess {
    /// How it ended.
    struct Outcome {
        let output: [UInt8]
        let diagnostics: String
        let isSuccess: Bool
        /// The signal that ended it, if one did.
        let signal: Int32?
    }

    let index: Int
    private let process: pid_t
    private var output: Reader
    private var errors: Reader
    private var isReaped = false

    /// Starts a compiler. It reads no standard input: that is the program's.
    ///
    /// - Throws: `SourceError.cannotRun`.
    init(index: Int, path: String, arguments: [String]) throws(SourceError) {
        self.index = index
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        do throws(SystemFailure) {
            let output = try Pipe()
            let errors = try Pipe()
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, output.writing.number, 1)
            posix_spawn_file_actions_adddup2(&actions, errors.writing.number, 2)
            var process: pid_t = 0
            let code = posix_spawn(&process, path, &actions, nil, words, environ)
            guard code == 0 else { throw SystemFailure(code: code) }
            self.process = process
            self.output = Reader(output.reading)
            self.errors = Reader(errors.reading)
        } catch {
            throw .cannotRun(compiler: path, cause: String(cString: strerror(error.code)))
        }
    }

    /// Ends the compiler if it runs. What it would have written is not wanted any more.
    func kill() {
        guard !isReaped else { return }
        _ = Foundation.kill(process, SIGTERM)
        _ = reap()
    }

    /// Waits until one of the compilers wrote or ended, and reads what they wrote.
    static func wait(for processes: [CompilerProcess]) {
        let open = processes.flatMap { [$0.output, $0.errors] }.filter { !$0.isAtEnd }
        guard !open.isEmpty else { return }
        var polls = open.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
        guard poll(&polls, nfds_t(polls.count), -1) > 0 else { return }
        for (reader, entry) in zip(open, polls) where entry.revents != 0 { reader.read() }
    }

    /// How the compiler ended; nil while it runs.
    func outcome() -> Outcome? {
        guard output.isAtEnd, errors.isAtEnd else { return nil }
        let status = reap()
        let signal = status & 0x7F
        return Outcome(
            output: output.bytes, diagnostics: String(decoding: errors.bytes, as: UTF8.self),
            isSuccess: status == 0, signal: signal == 0 ? nil : signal)
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        isReaped = true
        return status
    }
}

/// `errno` of a failed call.
private struct SystemFailure: Error {
    var code = errno
}

/// An open file; closed with its last reference.
private final class Descriptor {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
}

/// A pipe that no other process inherits.
private struct Pipe {
    let reading: Descriptor
    let writing: Descriptor

    init() throws(SystemFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemFailure() }
        reading = Descriptor(ends[0])
        writing = Descriptor(ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
}

/// Collects what comes through a pipe.
private final class Reader {
    private let source: Descriptor
    private(set) var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    init(_ source: Descriptor) { self.source = source }

    var number: Int32 { source.number }

    /// Reads once; waits if nothing is there.
    func read() {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            let count = Foundation.read(number, buffer.baseAddress, buffer.count)
            if count > 0 { bytes.append(contentsOf: buffer.prefix(count)) }
            if count == 0 || (count < 0 && errno != EINTR) { isAtEnd = true }
        }
    }
}
