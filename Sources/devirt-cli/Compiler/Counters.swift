import Devirt
import Glibc

/// LLVM's edge counters beside Devirt's recorders: `--devirt-full`, or clang's own
/// `-fprofile-generate` and `-fprofile-use`.
///
/// clang would count after recorders and guards have changed the code, and so find another program
/// each time. The plugin counts before them instead, and clang's driver only links the runtime.
struct Counters {
    /// What clang is told besides.
    private(set) var driver: [String] = []
    /// Whether clang must not be told of `-fprofile-use`.
    private(set) var isTakenOver = false
    /// What the plugin is told.
    private(set) var plugin: [String] = []

    /// - Parameters:
    ///   - words: without response files and the wrapper's own options.
    ///   - isWholeProgram: clang counts when it compiles, and Devirt works at the link: no conflict.
    init(
        _ words: [String], options: WrapperOptions, isWholeProgram: Bool
    ) throws(CommandFailure) {
        switch options.work {
        case .nothing: break
        case .generate(let directory):
            var pattern = directory.map { "\($0)/default_%m.profraw" }
            var isAsked = options.isFull
            for word in words {
                if word == "-fprofile-generate" {
                    (isAsked, pattern) = (true, nil)
                } else if let place = Self.value(of: word, for: "-fprofile-generate=") {
                    (isAsked, pattern) = (true, "\(place)/default_%m.profraw")
                } else if word == "-fno-profile-generate" {
                    isAsked = false
                }
            }
            guard isAsked else { return }
            guard !isWholeProgram else {
                if options.isFull {
                    driver = ["-fprofile-generate" + (directory.map { "=\($0)" } ?? "")]
                }
                return
            }
            // Targets are Devirt's.
            plugin = ["-devirt-counters=\(pattern ?? "default_%m.profraw")", "-disable-vp"]
            driver = ["-fprofile-generate", "-Xclang", "-fprofile-instrument=none"]
        case .use(let profile):
            var file = options.isFull ? Self.path(for: profile) : nil
            for word in words {
                if word == "-fprofile-use" {
                    file = "default.profdata"
                } else if let place = Self.value(of: word, for: "-fprofile-use=") {
                    file = Self.isDirectory(place) ? "\(place)/default.profdata" : place
                } else if word == "-fno-profile-use" {
                    file = nil
                }
            }
            guard let file else { return }
            guard access(file, R_OK) == 0 else {
                throw CommandFailure(
                    "\(file): cannot read the profile of the counters: "
                        + "\(String(cString: strerror(errno))); give 'devirt merge' the .profraw "
                        + "files, too")
            }
            guard !isWholeProgram else {
                driver = options.isFull ? ["-fprofile-use=\(file)"] : []
                return
            }
            plugin = ["-devirt-counters=\(file)", "-disable-vp"]
            isTakenOver = true
        }
    }

    /// The words that clang is told.
    func rest(of words: [String]) -> [String] {
        guard isTakenOver else { return words }
        return words.filter { $0 != "-fprofile-use" && !$0.hasPrefix("-fprofile-use=") }
    }

    /// The counters' profile that goes with a profile.
    static func path(for profile: String) -> String { profile + ".profdata" }

    private static func value(of word: String, for option: String) -> String? {
        word.hasPrefix(option) ? String(word.dropFirst(option.count)) : nil
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
