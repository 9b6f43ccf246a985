#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a profile could not be used at all.
///
/// `description` is one line that names the file, the cause and the next step.
public enum ProfileError: Error, Sendable, Hashable {
    /// The file could not be opened or read; `code` is the error number.
    case unreadable(file: String, code: Int32)
    /// The file has no bytes.
    case empty(file: String)
    /// The file is something else.
    case notAProfile(file: String, format: ForeignFormat)
    /// The file ends within its header.
    case headerCutOff(file: String)
    /// The file has a format version that this Devirt does not know.
    case newerFormat(file: String, version: UInt32)
    /// The header has a version or kind that was never written.
    case badHeader(file: String, field: String, value: UInt32)
    /// The first problem of a file that was to be read strictly.
    case damaged(ProfileProblem)
    /// Nothing in the file could be used; `first` of `count` problems.
    case nothingUsable(first: ProfileProblem, count: Int)
}

extension ProfileError: CustomStringConvertible {
    /// One line: file, cause and next step.
    public var description: String {
        "\(OneLine.text(file)): \(explanation)"
    }

    /// The file the error is about.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .empty(let file), .notAProfile(let file, _),
            .headerCutOff(let file), .newerFormat(let file, _), .badHeader(let file, _, _):
            file
        case .damaged(let problem), .nothingUsable(let problem, _):
            problem.file
        }
    }

    private var explanation: String {
        switch self {
        case .unreadable(_, let code):
            "cannot be read: \(String(cString: strerror(code))); check its name and permissions"
        case .empty:
            "empty file; let the instrumented program run to its end, so that it writes its profile"
        case .notAProfile(_, let format):
            "\(format.name), not a Devirt profile; \(format.advice)"
        case .headerCutOff:
            "truncated: the file ends within its header; copy it again or make the profile anew"
        case .newerFormat(_, let version):
            "written by a newer Devirt (format \(version)); upgrade Devirt"
        case .badHeader(_, let field, let value):
            "damaged header: \(field) \(value) does not exist;"
                + " copy the file again or make the profile anew"
        case .damaged(let problem):
            "\(problem.explanation);"
                + " copy the file again, or read without --strict to keep what is good"
        case .nothingUsable(let first, let count):
            "\(first.explanation)\(count > 1 ? " and \(count - 1) more" : "");"
                + " nothing is usable: copy the file again or make the profile anew"
        }
    }
}
