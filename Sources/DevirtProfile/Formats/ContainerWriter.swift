/// Writes a container section by section.
struct ContainerWriter {
    private var writer = ByteWriter()
    private var sections: UInt32 = 0

    /// A container of the given kind without sections.
    init(kind: Container.Kind, version: UInt32 = Container.version) {
        writer.raw(Container.magic)
        writer.u32(version)
        writer.u32(kind.rawValue)
    }

    /// Appends a section.
    mutating func section(_ tag: Container.Tag, _ payload: [UInt8]) {
        writer.u32(tag.code)
        writer.u32(CRC32.checksum(payload))
        writer.u64(UInt64(payload.count))
        writer.raw(payload)
        sections += 1
    }

    /// Appends the end mark and gives the bytes of the whole file.
    consuming func finish() -> [UInt8] {
        var count = ByteWriter()
        count.u32(sections)
        section(.done, count.bytes)
        return writer.bytes
    }
}
