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
            --profile-use and 'devirt optimize'. A file of that name is replaced.
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

    /// Reads the profile to start from, and gives it to the JIT.
    func load(into jit: ReoptimizingJIT) throws(CommandFailure) {
        guard let use else { return }
        jit.use(profile: try readProfile(use), named: use)
        jit.onEvent { event in
            guard event.kind == .matched, let cause = event.cause else { return }
            Terminal.standardError.warning("\(event.function): \(cause); run without it, or anew")
        }
    }
}

/// Writes the profile of a run.
struct ProfileOutput: Sendable {
    let file: OutputFile
    /// Children that a program forks write nothing: the parent's file has the same name.
    private let process = getpid()

    init?(_ file: OutputFile?) {
        guard let file else { return nil }
        self.file = file
    }

    /// The status to end with: that of the program, or 1 if it is 0 and the profile is lost.
    func write(_ jit: ReoptimizingJIT, status: Int32) -> Int32 {
        guard getpid() == process else { return status }
        do throws(CommandFailure) {
            try file.write(ProfileWriter.encode(jit.liveProfile()))
            return status
        } catch {
            Terminal.standardError.failure(error.message)
            return status == 0 ? CommandFailure.Code.failure : status
        }
    }
}
