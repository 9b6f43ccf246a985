/// The bytes of hexadecimal text; spaces, line ends and everything from `//` to the end of a line
/// are left out.
func hex(_ text: String) -> [UInt8] {
    let digits = text.split(separator: "\n").flatMap { line -> [Int] in
        var line = Substring(line)
        if let comment = line.firstRange(of: "//") {
            line = line[..<comment.lowerBound]
        }
        return line.compactMap(\.hexDigitValue)
    }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(16 * digits[$0] + digits[$0 + 1])
    }
}
