/// The long names met so far, to give equal ones the same storage.
///
/// Names of the same storage are equal at a glance. Without that, two small files with one very
/// long name that very many sites use would take minutes to merge.
struct LongNames: Sendable {
    private static let threshold = 256
    private var names: Set<ByteText> = []

    /// The name met before that is equal to `name`, or `name` itself.
    ///
    /// - Complexity: O(length).
    mutating func share(_ name: String) -> String {
        guard name.utf8.count >= Self.threshold else {
            return name
        }
        return names.insert(ByteText(name)).memberAfterInsert.string
    }
}
