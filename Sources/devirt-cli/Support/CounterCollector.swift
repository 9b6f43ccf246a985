import Devirt
import Glibc

/// Collects LLVM's raw profiles, for `--devirt-full`.
struct CounterCollector {
    private var inputs: [String] = []

    /// `\xFFlprofr\x81`, little-endian.
    private static let magic: [UInt8] = [0x81, 0x72, 0x66, 0x6F, 0x72, 0x70, 0x6C, 0xFF]

    /// Takes an input; false if it is no raw profile of LLVM.
    mutating func add(_ path: String, weight: UInt64) -> Bool {
        guard path != "-" else { return false }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        // Reading a pipe would take its bytes away.
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        var head = [UInt8](repeating: 0, count: 8)
        guard read(descriptor, &head, 8) == 8, head == Self.magic else { return false }
        inputs.append("--weighted-input=\(weight),\(path)")
        return true
    }

    /// Merges them, if there are any.
    func write(beside output: OutputFile) throws(CommandFailure) {
        guard !inputs.isEmpty, !output.isStandardOutput else { return }
        let toolchain = Toolchain()
        guard let program = toolchain.path(of: "llvm-profdata") else {
            throw CommandFailure("llvm-profdata: not found; apt-get install llvm-22")
        }
        let path = Counters.path(for: output.path)
        let words = ([program, "merge", "-o", path] + inputs).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, program, nil, nil, words, environ)
        guard code == 0 else {
            throw CommandFailure("\(program): cannot be run: \(String(cString: strerror(code)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw CommandFailure("\(path): llvm-profdata failed") }
    }
}
