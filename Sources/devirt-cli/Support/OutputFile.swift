import Devirt
import Glibc

/// Where a verb puts its result. A file appears whole or not at all.
struct OutputFile {
    let path: String

    /// - Parameter path: `-` is standard output.
    init(_ path: String) {
        self.path = path
    }

    var isStandardOutput: Bool { path == "-" }

    /// True if a file is there or will be, and not a device or a pipe.
    var isRegular: Bool {
        var status = stat()
        return !isStandardOutput && (stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG)
    }

    /// Writes `text` as UTF-8; see `write(_: [UInt8])`.
    func write(_ text: String) throws(CommandFailure) {
        try write(Array(text.utf8))
    }

    /// Writes to a temporary file beside the target and renames it. Devices, pipes and standard
    /// output are written directly.
    ///
    /// - Throws: a failure that names the file; what was at `path` is then untouched.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        if isStandardOutput {
            guard Self.put(bytes, into: STDOUT_FILENO) else { throw failure(errno) }
            return
        }
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw failure(EISDIR) }
            guard status.st_mode & S_IFMT == S_IFREG else { return try writeDirectly(bytes) }
            // Renaming would replace a file that may not be written.
            guard access(path, W_OK) == 0 else { throw failure(errno) }
        }
        // Not to leave the temporary file behind.
        var signals = sigset_t()
        var before = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        // A link stays a link: its target is replaced.
        try replace(
            Self.resolved(path) ?? path, with: bytes, mode: status.st_mode & 0o777)
    }

    /// Fails if it is plain now that `write` would.
    func checkWritable() throws(CommandFailure) {
        if isStandardOutput { return }
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw failure(EISDIR) }
            guard access(path, W_OK) == 0 else { throw failure(errno) }
            if status.st_mode & S_IFMT != S_IFREG { return }
        }
        let target = Self.resolved(path) ?? path
        let directory = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
        guard access(directory, W_OK) == 0 else { throw failure(errno) }
    }

    /// Fails if writing would destroy one of the files that are read.
    func refuseOverwriting(_ inputs: [String]) throws(CommandFailure) {
        guard !isStandardOutput, let target = Self.resolved(path) else { return }
        for input in inputs where input != "-" && Self.resolved(input) == target {
            throw CommandFailure(
                "\(path): would overwrite the input \(input); choose another name with -o")
        }
    }

    /// The path without links, if the file exists.
    private static func resolved(_ path: String) -> String? {
        realpath(path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
    }

    private func replace(
        _ target: String, with bytes: [UInt8], mode: mode_t
    ) throws(CommandFailure) {
        var template = Array((target + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(errno) }
        let temporary = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        // mkstemp makes the file private; a new file gets what the umask allows.
        let mask = umask(0)
        umask(mask)
        var succeeded = fchmod(descriptor, mode != 0 ? mode : 0o666 & ~mask) == 0
        succeeded = succeeded && Self.put(bytes, into: descriptor)
        var code = errno
        if close(descriptor) != 0, succeeded {
            succeeded = false
            code = errno
        }
        if succeeded, rename(temporary, target) != 0 {
            succeeded = false
            code = errno
        }
        guard succeeded else {
            unlink(temporary)
            throw failure(code)
        }
    }

    private func writeDirectly(_ bytes: [UInt8]) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        guard Self.put(bytes, into: descriptor) else { throw failure(errno) }
    }

    private static func put(_ bytes: [UInt8], into descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let written = Glibc.write(
                    descriptor, buffer.baseAddress! + offset, buffer.count - offset)
                if written < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                offset += written
            }
            return true
        }
    }

    private func failure(_ code: Int32) -> CommandFailure {
        let name = isStandardOutput ? "standard output" : path
        let advice =
            switch code {
            case ENOSPC, EDQUOT: "free some space or choose another place with -o"
            case ENOENT: "create its directory first"
            default: "choose another place with -o"
            }
        let cause = String(cString: strerror(code))
        return CommandFailure("\(name): cannot write: \(cause); \(advice)")
    }
}
