/// The 64-bit FNV-1a hash (Fowler, Noll and Vo; RFC 9923).
enum FNV1a {
    /// The hash of some bytes.
    ///
    /// - Complexity: O(n).
    static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
