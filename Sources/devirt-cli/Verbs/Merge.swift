import ArgumentParser
import Devirt
import Glibc

/// `devirt merge`
struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add profiles up into one.",
        discussion: """
            Takes raw and merged profiles, and directories of raw ones, in any order and grouping: \
            the result is the same to the byte. A damaged part of a file is left out with a \
            warning and exit code 2; --strict fails instead, without output.

            Instrumented programs, shared objects and object files among the inputs give the \
            bodies of functions that their calls led to, which are written beside the profile, \
            in a file named like it with '.bodies' appended: with them 'devirt c++ --devirt-use' \
            inlines functions of other files. LLVM's raw profiles (.profraw), which programs of \
            --devirt-full write, too, are merged by llvm-profdata into a third file, '.profdata'.
            """)

    @Argument(
        help: ArgumentHelp(
            "Profiles ('-' is standard input) or directories; N:file counts N times.",
            valueName: "input"),
        completion: .file())
    var inputs: [String]

    @OptionGroup var output: OutputOptions

    @Flag(help: "Fail at the first input with any damage.")
    var strict = false

    func run() throws {
        var merger = ProfileMerger(strict: strict)
        var unusable: [ProfileError] = []
        var bodies = BodyCollector()
        var counters = CounterCollector()
        let files = try inputs.flatMap(Self.expand)
        try Progress.during("merging \(files.count) files") { () throws(CommandFailure) in
            for (path, weight) in files {
                if try bodies.add(path) || counters.add(path, weight: weight) { continue }
                do throws(ProfileError) {
                    try merger.add(path: path, weight: weight)
                } catch {
                    if strict { throw CommandFailure(error.description) }
                    unusable.append(error)
                }
            }
        }
        guard merger.inputs > 0 else {
            throw CommandFailure(
                unusable.first?.description ?? "no profiles in \(inputs.joined(separator: ", "))")
        }
        for error in unusable { Terminal.standardError.warning("\(error)") }
        warn(about: merger.problems)
        try output.file.write(ProfileWriter.encode(merger.profile))
        try counters.write(beside: output.file)
        let imports = try bodies.write(for: merger.profile, beside: output.file)
        let totals = merger.profile.totals
        Terminal.standardError.done(
            "\(count(merger.inputs, "profile")) merged: \(grouped(totals.calledSites)) of "
                + "\(count(totals.sites, "call site")) executed, \(grouped(totals.calls)) calls, "
                + count(Int(totals.runs), "run")
                + (imports > 0 ? ", bodies of \(count(imports, "function"))" : ""),
            next: output.file.isStandardOutput
                ? nil : "devirt report \(shellQuoted(output.output))")
        // Lost input is a failed check, not a success; the output has everything else.
        if !unusable.isEmpty || !merger.problems.isEmpty {
            throw ExitCode(CommandFailure.Code.checkFailed)
        }
    }

    /// `N:file`, or every raw profile of a directory in the order of their names.
    private static func expand(
        _ argument: String
    ) throws(CommandFailure) -> [(path: String, weight: UInt64)] {
        var path = argument
        var weight: UInt64 = 1
        if let mark = argument.firstIndex(of: ":"), let number = UInt64(argument[..<mark]) {
            path = String(argument[argument.index(after: mark)...])
            weight = number
            guard weight > 0 else {
                throw CommandFailure("\(argument): a weight is at least 1; leave the file out")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return [(path, weight)]
        }
        guard let directory = opendir(path) else {
            throw CommandFailure(
                "\(path): cannot list: \(String(cString: strerror(errno))); check its permissions")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".devirtraw") { names.append(name) }
        }
        guard !names.isEmpty else {
            throw CommandFailure(
                "\(path): no .devirtraw files in this directory; did the instrumented program run "
                    + "to its end?")
        }
        return names.sorted().map { ("\(path)/\($0)", weight) }
    }
}
