/// Walks the sections of a container whose every byte may be wrong.
///
/// Behind a damaged section the walk goes on: where the section says it ends if a section header
/// is there, otherwise at the next header whose section has a right checksum.
struct ContainerReader {
    /// What the walk comes upon.
    enum Step {
        /// A section whose checksum is right, and where its payload is.
        case section(Container.Tag, offset: Int, payload: Range<Int>)
        case problem(ProfileProblem)
    }

    /// The start of a section, read and not yet believed.
    private struct Header {
        let tag: Container.Tag
        let checksum: UInt32
        let length: UInt64
    }

    let version: UInt32
    let kind: Container.Kind
    private let bytes: [UInt8]
    private let file: String
    private var position = Container.headerSize
    private var sections = 0
    private var isFinished = false
    private var pending: [ProfileProblem] = []
    private var wasDamaged = false
    /// How many bytes the search for the next good section may still checksum. Without a limit a
    /// file made of headers would take quadratic time.
    private var searchBudget: Int

    /// Reads the header of a file.
    ///
    /// - Throws: when it is not that of a profile this version can read.
    init(_ bytes: [UInt8], file: String) throws(ProfileError) {
        guard !bytes.isEmpty else {
            throw .empty(file: file)
        }
        guard bytes.starts(with: Container.magic.prefix(bytes.count)) else {
            throw .notAProfile(file: file, format: ForeignFormat(recognizing: bytes))
        }
        guard bytes.count >= Container.headerSize else {
            throw .headerCutOff(file: file)
        }
        let version = Self.u32(bytes, at: 8)
        guard version <= Container.version else {
            throw .newerFormat(file: file, version: version)
        }
        guard version > 0 else {
            throw .badHeader(file: file, field: "format version", value: version)
        }
        let code = Self.u32(bytes, at: 12)
        guard let kind = Container.Kind(rawValue: code) else {
            throw .badHeader(file: file, field: "kind", value: code)
        }
        self.bytes = bytes
        self.file = file
        self.version = version
        self.kind = kind
        self.searchBudget = 4 * bytes.count
    }

    /// The next section or problem; nil at the end.
    mutating func next() -> Step? {
        if !pending.isEmpty {
            return .problem(pending.removeFirst())
        }
        guard !isFinished else {
            return nil
        }
        let start = position
        guard let header = header(at: start) else {
            isFinished = true
            return problem(start == bytes.count ? .endMissing : .headerCutOff, at: start)
        }
        sections += 1
        guard let payload = payload(of: header, at: start) else {
            let available = bytes.count - start - Container.sectionHeaderSize
            resume(behind: start, elseAt: nil)
            return problem(
                .sectionCutOff(needed: header.length, available: available), header.tag, at: start)
        }
        guard CRC32.checksum(bytes, in: payload) == header.checksum else {
            resume(behind: start, elseAt: payload.upperBound)
            return problem(.checksumMismatch, header.tag, at: start)
        }
        position = payload.upperBound
        if header.tag == .done {
            finish(payload)
            return next()
        }
        return .section(header.tag, offset: start, payload: payload)
    }

    /// Checks the end mark against what was found.
    private mutating func finish(_ payload: Range<Int>) {
        isFinished = true
        let start = payload.lowerBound - Container.sectionHeaderSize
        let found = sections - 1
        if payload.count != 4 {
            let size = MalformedPayload(
                offset: payload.lowerBound, field: "size of the end mark",
                reason: .badValue(UInt64(payload.count)))
            pending.append(
                ProfileProblem(
                    file: file, section: "DONE", offset: start, cause: .malformed(size)))
        } else if Self.u32(bytes, at: payload.lowerBound) != UInt32(clamping: found), !wasDamaged {
            // After damage the number found means little, and the damage is reported already.
            let declared = Self.u32(bytes, at: payload.lowerBound)
            pending.append(
                ProfileProblem(
                    file: file, offset: start,
                    cause: .sectionCount(declared: declared, found: found)))
        }
        if position < bytes.count {
            pending.append(
                ProfileProblem(
                    file: file, offset: position,
                    cause: .trailingBytes(bytes.count - position)))
        }
    }

    /// Moves on from a damaged section: to `end` if a section header is there, else to the next
    /// good section, else to `end` after all, else to the end of the file.
    private mutating func resume(behind start: Int, elseAt end: Int?) {
        wasDamaged = true
        if let end, let header = header(at: end), header.tag.isKnown,
            payload(of: header, at: end) != nil
        {
            position = end
        } else if let next = nextGoodSection(behind: start) {
            position = next
        } else if let end {
            position = end
        } else {
            isFinished = true
        }
    }

    private mutating func nextGoodSection(behind start: Int) -> Int? {
        var candidate = start + 1
        while searchBudget > 0, let header = header(at: candidate) {
            if header.tag.isKnown, let payload = payload(of: header, at: candidate) {
                searchBudget -= payload.count
                if CRC32.checksum(bytes, in: payload) == header.checksum {
                    return candidate
                }
            }
            candidate += 1
        }
        // There is none from here to the end, and so none from any later place.
        searchBudget = 0
        return nil
    }

    private func header(at offset: Int) -> Header? {
        guard bytes.count - offset >= Container.sectionHeaderSize else {
            return nil
        }
        let low = Self.u32(bytes, at: offset + 8)
        let high = Self.u32(bytes, at: offset + 12)
        return Header(
            tag: Container.Tag(code: Self.u32(bytes, at: offset)),
            checksum: Self.u32(bytes, at: offset + 4),
            length: UInt64(high) << 32 | UInt64(low))
    }

    private func payload(of header: Header, at offset: Int) -> Range<Int>? {
        let start = offset + Container.sectionHeaderSize
        guard header.length <= UInt64(bytes.count - start) else {
            return nil
        }
        return start..<start + Int(header.length)
    }

    private mutating func problem(
        _ cause: ProfileProblem.Cause, _ tag: Container.Tag? = nil, at offset: Int
    ) -> Step {
        .problem(
            ProfileProblem(file: file, section: tag?.description, offset: offset, cause: cause))
    }

    private static func u32(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        UInt32(
            littleEndian: bytes.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            })
    }
}
