/// The frame that raw and merged profiles share; see `Docs/Formats.md`.
enum Container {
    /// The first bytes of every profile. The high bit and the line ends show damage by transfers
    /// in text mode, after PNG's example.
    static let magic: [UInt8] = [0x89, 0x44, 0x56, 0x52, 0x54, 0x0D, 0x0A, 0x1A]
    /// The version that is written. Version 1, which is read too, has no `pairs` and `repeats`.
    static let version: UInt32 = 2
    /// Magic, version and kind.
    static let headerSize = 16
    /// Tag, checksum and length.
    static let sectionHeaderSize = 16

    /// What a file holds.
    enum Kind: UInt32 {
        case raw = 1
        case merged = 2
    }

    /// What a section holds: four ASCII characters.
    struct Tag: Hashable, CustomStringConvertible {
        let code: UInt32

        init(code: UInt32) {
            self.code = code
        }

        init(_ text: StaticString) {
            precondition(text.utf8CodeUnitCount == 4)
            code = text.withUTF8Buffer { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        }

        static let module = Tag("MODL")
        static let profile = Tag("PROF")
        static let heat = Tag("HEAT")
        static let done = Tag("DONE")

        var isKnown: Bool { [.module, .profile, .heat, .done].contains(self) }

        var bytes: [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * $0)) }
        }

        var description: String {
            String(
                String.UnicodeScalarView(
                    bytes.map { (0x20..<0x7F).contains($0) ? Unicode.Scalar($0) : "?" }))
        }
    }
}
