import ArgumentParser

/// A number of bytes, such as `4096` or `64M`.
struct ByteCount: ExpressibleByArgument, Equatable {
    let bytes: Int

    /// - Parameter argument: a number from 1, and perhaps K, M or G for a power of 1024.
    init?(argument: String) {
        let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30]
        let shift = argument.last.flatMap { shifts[$0] }
        let digits = shift == nil ? argument[...] : argument.dropLast()
        guard digits.allSatisfy(\.isNumber), let number = Int(digits), number > 0 else {
            return nil
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}
