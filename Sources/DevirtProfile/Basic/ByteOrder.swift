#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Order and identity of names by their UTF-8 bytes.
///
/// Swift compares strings by canonical equivalence, so two linkage names of different bytes can be
/// equal. A profile would then keep whichever name came first, and the bytes of a merged profile
/// would depend on the order of its inputs.
enum ByteOrder {
    /// Compares two names byte by byte: negative, zero or positive as `left` is before, equal to
    /// or after `right`.
    ///
    /// - Complexity: O(length); O(1) when both are the same storage.
    static func compare(_ left: String, _ right: String) -> Int {
        let order = left.utf8.withContiguousStorageIfAvailable { leftBytes in
            right.utf8.withContiguousStorageIfAvailable { compare(leftBytes, $0) }
        }
        if case .some(.some(let order)) = order {
            return order
        }
        // Strings bridged from elsewhere, not on Linux.
        return left.utf8.elementsEqual(right.utf8)
            ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }

    /// Compares two optional names; none comes after every name, as its index 0xFFFFFFFF does.
    static func compare(_ left: String?, _ right: String?) -> Int {
        switch (left, right) {
        case (let left?, let right?): compare(left, right)
        case (nil, nil): 0
        case (nil, _): 1
        case (_, nil): -1
        }
    }

    /// Compares two numbers.
    static func compare<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }

    /// Feeds the bytes of a name to `hasher`, in agreement with `compare`.
    static func hash(_ text: String?, into hasher: inout Hasher) {
        guard let text else {
            hasher.combine(-1)
            return
        }
        hasher.combine(text.utf8.count)
        let done: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if done == nil {
            // In one piece as above: a hasher may depend on the division.
            Array(text.utf8).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private static func compare(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Int {
        let common = min(left.count, right.count)
        // Names of one file share their storage, and most comparisons are within one file.
        if common > 0, left.baseAddress != right.baseAddress,
            let leftStart = left.baseAddress, let rightStart = right.baseAddress
        {
            let order = memcmp(leftStart, rightStart, common)
            if order != 0 {
                return Int(order)
            }
        }
        return left.count - right.count
    }
}

/// A name whose equality and hash are those of its bytes; a dictionary key.
struct ByteText: Hashable {
    let string: String

    init(_ string: String) {
        self.string = string
    }

    static func == (left: ByteText, right: ByteText) -> Bool {
        ByteOrder.compare(left.string, right.string) == 0
    }

    func hash(into hasher: inout Hasher) {
        ByteOrder.hash(string, into: &hasher)
    }
}
