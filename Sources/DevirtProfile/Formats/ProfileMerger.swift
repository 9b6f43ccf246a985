/// Merges any number of profiles, one in memory at a time.
///
/// The result does not depend on the order or the grouping of the inputs.
public struct ProfileMerger: Sendable {
    /// Whether an input with any problem is refused.
    public let strict: Bool
    /// The profiles added so far, merged.
    public private(set) var profile = Profile()
    /// The inputs added so far.
    public private(set) var inputs = 0
    /// The problems with parts of the inputs added so far.
    public private(set) var problems: [ProfileProblem] = []
    private var names = LongNames()

    /// A merger without inputs.
    public init(strict: Bool = false) {
        self.strict = strict
    }

    /// Adds a file, raw or merged, its numbers multiplied by `weight`.
    ///
    /// - Throws: `ProfileError`; the merger is then as it was, and can go on with other inputs.
    public mutating func add(path: String, weight: UInt64 = 1) throws(ProfileError) {
        try add(bytes: FileBytes.read(path: path), name: path, weight: weight)
    }

    /// Adds the bytes of a file, raw or merged, its numbers multiplied by `weight`.
    ///
    /// - Throws: `ProfileError`; the merger is then as it was, and can go on with other inputs.
    public mutating func add(
        bytes: [UInt8], name: String, weight: UInt64 = 1
    ) throws(ProfileError) {
        let input = try ProfileReader.read(
            bytes: bytes, name: name, strict: strict, sharing: &names)
        profile.merge(input.profile, weight: weight)
        problems += input.problems
        inputs += 1
    }
}
