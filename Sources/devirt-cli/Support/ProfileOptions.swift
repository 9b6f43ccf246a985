import ArgumentParser
import Devirt
import Glibc
import Reoptimization

/// Profiles that a running program starts from, and leaves behind.
struct ProfileOptions: ParsableArguments {
    @Option(
        name: .customLong("profile-use"),
        help: ArgumentHelp(
            """
            Optimize at once what was hot when this profile was made, with guards for what its \
            calls led to; from --profile-out, 'devirt merge' or an instrumented program.
            """, valueName: "file"), completion: .file())
    var use: String?

    @Option(
        name: .customLong("profile-out"),
        help: ArgumentHelp(
            """
            Write the profile of this run when the program ends by returning or exit, for \
            --profile-use and 'devirt optimize', and code for later runs in a file named like it with \
            '.code' appended. Files of these names are replaced.
            """, valueName: "file"), completion: .file())
    var out: String?

    /// Where the profile goes, and that it can.
    ///
    /// - Throws: a failure before the program starts, which would be in vain.
    func makeOutput(inputs: [String]) throws(CommandFailure) -> OutputFile? {
        guard let out else { return nil }
        let file = OutputFile(out)
        try file.refuseOverwriting(inputs)
        try file.checkWritable()
        return file
    }

    /// Where the code goes that belongs to the profile; nil: the profile is no file that anything can
    /// be beside.
    func makeCodeOutput(inputs: [String]) throws(CommandFailure) -> OutputFile? {
        guard let out, OutputFile(out).isRegular else { return nil }
        let file = OutputFile(Self.codePath(out))
        try file.refuseOverwriting(inputs)
        try file.checkWritable()
        return file
    }

    private static func codePath(_ profile: String) -> String { profile + ".code" }

    /// Reads the profile to start from, and gives it to the JIT.
    func load(into jit: ReoptimizingJIT) throws(CommandFailure) {
        guard let use else { return }
        jit.use(profile: try readProfile(use), named: use)
        let code = Self.codePath(use)
        if use != "-", let bytes = try? FileBytes.read(path: code) {
            do throws(CodeFileError) { try jit.use(code: bytes) } catch {
                // The program runs all the same.
                Terminal.standardError.warning("\(code): \(error); not used")
            }
        }
        jit.onEvent { event in
            guard event.kind == .matched, let cause = event.cause else { return }
            Terminal.standardError.warning("\(event.function): \(cause); run without it, or anew")
        }
    }
}

/// Writes the profile of a run.
struct ProfileOutput: Sendable {
    let file: OutputFile
    let code: OutputFile?
    /// Children that a program forks write nothing: the parent's file has the same name.
    private let process = getpid()

    init?(_ file: OutputFile?, code: OutputFile?) {
        guard let file else { return nil }
        self.file = file
        self.code = code
    }

    /// The status to end with: that of the program, or 1 if it is 0 and the profile is lost.
    func write(_ jit: ReoptimizingJIT, status: Int32) -> Int32 {
        guard getpid() == process else { return status }
        do throws(CommandFailure) {
            try file.write(ProfileWriter.encode(jit.liveProfile()))
            if let code, let bytes = jit.savedCode() { try code.write(bytes) }
            return status
        } catch {
            Terminal.standardError.failure(error.message)
            return status == 0 ? CommandFailure.Code.failure : status
        }
    }
}
