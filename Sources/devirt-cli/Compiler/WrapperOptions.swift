/// The wrapper's own options: those that begin with `--devirt-`.
struct WrapperOptions {
    /// What is done to the code.
    enum Work: Equatable {
        case nothing
        /// Record; the program writes its profile to a directory, or its own.
        case generate(directory: String?)
        case use(profile: String)
    }

    private(set) var work = Work.nothing
    private(set) var mode: String?
    private(set) var record: String?
    private(set) var emission: String?
    private(set) var verifies = false
    /// LLVM's edge counters, too.
    private(set) var isFull = false
    /// What remains for clang.
    private(set) var rest: [String] = []

    /// Takes the wrapper's options out of a command line.
    init(_ words: [String]) throws(CommandFailure) {
        for word in words {
            guard word.hasPrefix("--devirt-") else {
                rest.append(word)
                continue
            }
            try read(word)
        }
    }

    private mutating func read(_ word: String) throws(CommandFailure) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count > 1 ? String(parts[1]) : nil
        switch (parts[0], value) {
        case ("--devirt-generate", let directory):
            guard directory != "" else { throw Self.misuse("\(word): names no directory") }
            try set(.generate(directory: directory))
        case ("--devirt-use", let profile?) where !profile.isEmpty: try set(.use(profile: profile))
        case ("--devirt-mode", "sampled"), ("--devirt-mode", "exact"): mode = value
        case ("--devirt-record", "functions"), ("--devirt-record", "vtables"): record = value
        case ("--devirt-emit", "guards"), ("--devirt-emit", "vp"): emission = value
        case ("--devirt-verify", nil): verifies = true
        case ("--devirt-full", nil): isFull = true
        case ("--devirt-use", _):
            throw Self.misuse("\(word): names no profile; write --devirt-use=FILE")
        default:
            throw Self.misuse("\(word): not understood; 'devirt help c++' lists the options")
        }
    }

    private mutating func set(_ new: Work) throws(CommandFailure) {
        // Of several the last counts, as with clang's options: a makefile's flags may be amended.
        switch (work, new) {
        case (.generate, .use), (.use, .generate):
            throw Self.misuse("--devirt-generate and --devirt-use exclude each other")
        default: work = new
        }
    }

    private static func misuse(_ message: String) -> CommandFailure {
        CommandFailure(message, code: CommandFailure.Code.usage)
    }
}
