internal import LLVM

/// A file of code; see Docs/Formats.md.
struct CodeFile {
    /// What must be the same for the code to be right, by what it is about.
    typealias Identity = [(subject: String, value: String)]

    var identity: Identity
    var records: [CodeRecord]

    private static let magic: [UInt8] = [0x89, 0x44, 0x56, 0x52, 0x43, 0x0D, 0x0A, 0x1A]
    private static let version: UInt32 = 1
    /// Magic, version, digest of the rest.
    private static let headerSize = 20

    init(identity: Identity, records: [CodeRecord]) {
        self.identity = identity
        self.records = records
    }

    /// Reads a file; nil identity: of another version.
    ///
    /// - Throws: `CodeFileError`.
    init(_ bytes: [UInt8]) throws(CodeFileError) {
        var reader = CodeReader(bytes)
        guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic) else {
            throw .foreign
        }
        _ = try reader.bytes(Self.magic.count)
        guard try reader.number(UInt32.self) == Self.version else { throw .otherVersion }
        let digest = try reader.number(UInt64.self)
        let actual = bytes.withUnsafeBytes {
            Digest.of(UnsafeRawBufferPointer(rebasing: $0[Self.headerSize...]))
        }
        guard digest == actual else { throw .damaged }
        identity = []
        records = []
        for _ in 0..<(try reader.number(UInt32.self)) {
            identity.append((try reader.text(), try reader.text()))
        }
        for _ in 0..<(try reader.number(UInt32.self)) { records.append(try reader.record()) }
    }

    func encoded() -> [UInt8] {
        var body = CodeWriter()
        body.number(UInt32(identity.count))
        for (subject, value) in identity {
            body.text(subject)
            body.text(value)
        }
        body.number(UInt32(records.count))
        records.forEach { body.record($0) }
        var writer = CodeWriter()
        writer.bytes += Self.magic
        writer.number(Self.version)
        writer.number(body.bytes.withUnsafeBytes { Digest.of($0) })
        return writer.bytes + body.bytes
    }
}

/// Why a file of code cannot be read.
public enum CodeFileError: Error, Equatable, CustomStringConvertible {
    /// It is something else.
    case foreign
    /// Of another format version.
    case otherVersion
    /// Its bytes are not those that were written.
    case damaged

    /// In words.
    public var description: String {
        switch self {
        case .foreign: "not a file of code"
        case .otherVersion: "made by another version of devirt"
        case .damaged: "damaged"
        }
    }
}

/// Collects little-endian fields.
private struct CodeWriter {
    var bytes: [UInt8] = []

    mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func index(_ value: Int) { number(UInt32(truncatingIfNeeded: value)) }

    mutating func text(_ text: String) {
        index(text.utf8.count)
        bytes += text.utf8
    }

    mutating func record(_ record: CodeRecord) {
        number(record.kind.rawValue)
        number(UInt8((record.isReachable ? 1 : 0) | (record.isPermanent ? 2 : 0)))
        number(record.slot)
        index(record.version)
        index(record.loop ?? -1)
        index(record.functions.count)
        for function in record.functions {
            index(function.index)
            index(function.size)
            index(function.siteCount)
            index(function.loops?.parents.count ?? 0)
            guard let loops = function.loops else { continue }
            number(loops.threshold)
            loops.parents.forEach { number($0) }
        }
        index(record.guards.count)
        for function in record.guards {
            number(function.slot)
            index(function.index)
        }
        index(record.guardCount)
        index(record.inlinedCount)
        index(record.callees.count)
        for callee in record.callees {
            number(callee.slot)
            index(callee.function)
            index(callee.version)
        }
        index(record.watchedLoops)
        text(record.obstacle ?? "")
        number(UInt64(record.object.count))
        bytes += record.object
    }
}

/// Takes fields from bytes that were written as they are, by a devirt that may have erred.
private struct CodeReader {
    private let all: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { all = bytes }

    mutating func bytes(_ count: Int) throws(CodeFileError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= all.count - position else { throw .damaged }
        defer { position += count }
        return all[position..<position + count]
    }

    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(CodeFileError) -> Number {
        let start = position
        _ = try bytes(MemoryLayout<Number>.size)
        return all.withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: Number.self))
        }
    }

    mutating func index() throws(CodeFileError) -> Int { Int(try number(UInt32.self)) }

    mutating func text() throws(CodeFileError) -> String {
        String(decoding: try bytes(index()), as: UTF8.self)
    }

    mutating func list<Element>(
        _ element: (inout CodeReader) throws(CodeFileError) -> Element
    ) throws(CodeFileError) -> [Element] {
        var result: [Element] = []
        for _ in 0..<(try index()) { result.append(try element(&self)) }
        return result
    }

    mutating func record() throws(CodeFileError) -> CodeRecord {
        guard let kind = CodeRecord.Kind(rawValue: try number(UInt8.self)) else { throw .damaged }
        let flags = try number(UInt8.self)
        let slot = try number(UInt32.self)
        let version = try index()
        let loop = Int(try number(Int32.self))
        let functions = try list { (reader) throws(CodeFileError) in try reader.function() }
        guard !functions.isEmpty else { throw .damaged }
        let guards = try list { (reader) throws(CodeFileError) in
            ProgramFunction(slot: try reader.number(UInt32.self), index: try reader.index())
        }
        let guardCount = try index()
        let inlinedCount = try index()
        let callees = try list { (reader) throws(CodeFileError) in
            CodeVersion.Key(
                slot: try reader.number(UInt32.self), function: try reader.index(),
                version: try reader.index())
        }
        let watched = try index()
        let obstacle = try text()
        let size = Int(clamping: try number(UInt64.self))
        return CodeRecord(
            kind: kind, slot: slot, functions: functions, version: version,
            loop: loop < 0 ? nil : loop, isReachable: flags & 1 != 0, guards: guards,
            guardCount: guardCount, inlinedCount: inlinedCount, callees: callees,
            watchedLoops: watched,
            isPermanent: flags & 2 != 0, obstacle: obstacle.isEmpty ? nil : obstacle,
            object: try bytes(size))
    }

    private mutating func function() throws(CodeFileError) -> CodeRecord.Function {
        let index = try index()
        let size = try self.index()
        let sites = try self.index()
        let count = try self.index()
        guard count > 0 else {
            return .init(index: index, size: size, siteCount: sites, loops: nil)
        }
        let threshold = try number(Int32.self)
        var parents: [Int32] = []
        for _ in 0..<count { parents.append(try number(Int32.self)) }
        return .init(
            index: index, size: size, siteCount: sites,
            loops: .init(parents: parents, threshold: threshold))
    }
}
