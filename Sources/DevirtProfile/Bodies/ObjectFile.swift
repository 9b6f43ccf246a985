/// Reads sections of ELF files of 64 bits, which may be damaged.
public enum ObjectFile {
    /// True if the bytes look like one.
    public static func isELF(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    }

    /// The records that objects of an instrumented program keep; none if it is no ELF file.
    public static func bodies(in bytes: [UInt8]) -> [BodyRecord] {
        sections(named: BodyRecord.section, in: bytes).flatMap { BodyRecord.records(in: bytes[$0]) }
    }

    /// Where the sections of a name are. Objects have one for each comdat group and file.
    static func sections(named name: String, in bytes: [UInt8]) -> [Range<Int>] {
        guard isELF(bytes), bytes.count >= 64 else { return [] }
        func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
            let value = bytes.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: offset, as: Number.self)
            }
            return Int(exactly: Number(littleEndian: value))
        }
        guard let table = number(UInt64.self, at: 40), let size = number(UInt16.self, at: 58),
            let count = number(UInt16.self, at: 60), let names = number(UInt16.self, at: 62),
            size >= 64, table <= bytes.count, table + names * size <= bytes.count,
            let nameOffset = number(UInt64.self, at: table + names * size + 24)
        else { return [] }
        let wanted = Array(name.utf8) + [0]
        return (0..<count).compactMap { index in
            let header = table + index * size
            guard let nameIndex = number(UInt32.self, at: header),
                let offset = number(UInt64.self, at: header + 24),
                let length = number(UInt64.self, at: header + 32),
                nameOffset <= bytes.count, nameOffset + nameIndex <= bytes.count,
                bytes[(nameOffset + nameIndex)...].starts(with: wanted),
                offset <= bytes.count, length <= bytes.count - offset
            else { return nil }
            return offset..<offset + length
        }
    }
}
