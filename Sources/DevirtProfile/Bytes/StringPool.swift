/// Collects the strings of a payload to be written and numbers them, each once.
struct StringPool {
    private var indices: [ByteText: UInt32] = [:]
    /// Long strings by where they are kept. Without it a file with one very long name that is used
    /// very often would be hashed over and over. Sound because `strings` keeps them alive.
    private var long: [UnsafePointer<UInt8>: UInt32] = [:]
    /// The strings by number.
    private(set) var strings: [String] = []

    /// The number of a string, a new one if it has none yet.
    mutating func index(of string: String) -> UInt32 {
        let storage = Self.storage(ofLong: string)
        if let storage, let index = long[storage],
            strings[Int(index)].utf8.count == string.utf8.count
        {
            return index
        }
        let key = ByteText(string)
        if let index = indices[key] {
            return index
        }
        let index = UInt32(strings.count)
        indices[key] = index
        if let storage {
            long[storage] = index
        }
        strings.append(string)
        return index
    }

    /// The number of a string, or the index that means "none".
    mutating func index(of string: String?) -> UInt32 {
        string.map { index(of: $0) } ?? StringTable.none
    }

    /// Renumbers the strings in ascending order of their bytes.
    ///
    /// - Complexity: O(n log n).
    mutating func sort() {
        strings.sort { ByteOrder.compare($0, $1) < 0 }
        for (index, string) in strings.enumerated() {
            indices[ByteText(string)] = UInt32(index)
            if let storage = Self.storage(ofLong: string) {
                long[storage] = UInt32(index)
            }
        }
    }

    /// Where the bytes of a long string are; short ones may be in the string value itself.
    private static func storage(ofLong string: String) -> UnsafePointer<UInt8>? {
        guard string.utf8.count >= 64 else {
            return nil
        }
        return string.utf8.withContiguousStorageIfAvailable { $0.baseAddress } ?? nil
    }

    /// Appends the count and the strings in the order of their numbers.
    func write(to writer: inout ByteWriter) {
        writer.count(strings.count)
        for string in strings {
            writer.text(string)
        }
    }
}
