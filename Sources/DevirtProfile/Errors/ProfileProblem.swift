/// A part of a file that could not be used. The rest of the file could be.
public struct ProfileProblem: Sendable, Hashable {
    /// What is wrong.
    public enum Cause: Sendable, Hashable {
        /// The file ends within a section's header.
        case headerCutOff
        /// The file ends before the section does.
        case sectionCutOff(needed: UInt64, available: Int)
        /// The file ends without the section that marks its end.
        case endMissing
        /// The section's bytes are not those that were written.
        case checksumMismatch
        /// The checksum is right, and the content is not.
        case malformed(MalformedPayload)
        /// The file's end says how many sections there are, and it is another number.
        case sectionCount(declared: UInt32, found: Int)
        /// Bytes after the file's end mark.
        case trailingBytes(Int)
        /// A merged profile without, or with more than one, profile section.
        case profileSections(Int)
    }

    /// The file.
    public let file: String
    /// The tag of the section, if the problem is about one.
    public let section: String?
    /// Where the section or the problem starts in the file.
    public let offset: Int
    /// What is wrong.
    public let cause: Cause

    init(file: String, section: String? = nil, offset: Int, cause: Cause) {
        self.file = file
        self.section = section
        self.offset = offset
        self.cause = cause
    }
}

extension ProfileProblem: CustomStringConvertible {
    /// One line: file and cause.
    public var description: String {
        "\(OneLine.text(file)): \(explanation)"
    }

    /// The cause without the file.
    var explanation: String {
        let place = "section '\(OneLine.text(section ?? "?"))' at byte \(offset)"
        return switch cause {
        case .headerCutOff: "truncated: a section at byte \(offset) has only part of its header"
        case .sectionCutOff(let needed, let available):
            "truncated: \(place) needs \(needed) bytes, and \(available) are left"
        case .endMissing: "truncated: the mark of the file's end is missing"
        case .checksumMismatch: "checksum mismatch in \(place)"
        case .malformed(let malformed): "malformed \(place): \(malformed)"
        case .sectionCount(let declared, let found):
            "sections missing: \(declared) were written, and \(found) are there"
        case .trailingBytes(let count): "bytes after the end of the profile: \(count)"
        case .profileSections(0): "there is no profile section"
        case .profileSections(let count): "there are \(count) profile sections"
        }
    }
}

/// Text from outside made fit for a message of one line.
package enum OneLine {
    /// The text with control characters, line ends among them, replaced by `?`.
    package static func text(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { !isControl($0) }
        guard !isPlain else {
            return text
        }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "?" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
