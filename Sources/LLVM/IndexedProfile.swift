internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

/// A function in LLVM's own profile format, as far as indirect calls go.
public struct IndexedFunction: Sendable, Hashable {
    /// A target of an indirect call.
    public struct Target: Sendable, Hashable {
        /// LLVM's GUID of its name; 0: outside the program.
        public var guid: UInt64
        /// Its calls.
        public var count: UInt64
        /// Its name, if the profile has it. Not written.
        public var name: String?

        /// A target.
        public init(guid: UInt64, count: UInt64, name: String? = nil) {
            self.guid = guid
            self.count = count
            self.name = name
        }
    }

    /// The linkage name; `file;name` for local linkage.
    public var name: String
    /// LLVM's hash of the control flow where it instruments.
    public var hash: UInt64
    /// How many counters its edges have.
    public var counters: Int
    /// How many memory intrinsics have profiles of sizes.
    public var memorySites: Int
    /// The targets of each indirect call, in LLVM's order of calls.
    public var sites: [[Target]]

    /// A function.
    public init(name: String, hash: UInt64, counters: Int, memorySites: Int, sites: [[Target]]) {
        self.name = name
        self.hash = hash
        self.counters = counters
        self.memorySites = memorySites
        self.sites = sites
    }
}

/// LLVM's indexed profiles: `.profdata`.
public enum IndexedProfile {
    /// Reads the functions of a profile that IR instrumentation made (`-fprofile-generate`).
    ///
    /// - Parameter name: the file's name, for errors.
    /// - Throws: `LLVMError.malformedProfile`.
    public static func read(_ bytes: [UInt8], name: String) throws(LLVMError) -> [IndexedFunction] {
        let box = Functions()
        // LLVM reads buffers that end with a null.
        let message = (bytes + [0]).withUnsafeBytes { buffer in
            DevirtVisitIndexedProfile(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count,
                { function, context in
                    guard let function, let context else { return }
                    Unmanaged<Functions>.fromOpaque(context).takeUnretainedValue()
                        .list.append(IndexedFunction(function.pointee))
                }, Unmanaged.passUnretained(box).toOpaque())
        }
        guard let message else { return box.list }
        defer { free(message) }
        throw .malformedProfile(file: name, message: firstLine(String(cString: message)))
    }

    /// The bytes of a profile of `functions`, whose counters are all 0.
    public static func write(_ functions: [IndexedFunction]) -> [UInt8] {
        let writer = DevirtCreateProfileWriter()
        defer { DevirtDisposeProfileWriter(writer) }
        for function in functions { add(function, to: writer) }
        let buffer = DevirtWriteIndexedProfile(writer)
        defer { LLVMDisposeMemoryBuffer(buffer) }
        return Array(
            UnsafeRawBufferPointer(
                start: LLVMGetBufferStart(buffer), count: LLVMGetBufferSize(buffer)))
    }

    private static func add(_ function: IndexedFunction, to writer: DevirtProfileWriterRef?) {
        let counts = function.sites.map(\.count)
        let targets = function.sites.joined().map {
            DevirtProfiledTarget(guid: $0.guid, count: $0.count, name: nil, nameLength: 0)
        }
        withCharacters(of: function.name) { name, length in
            counts.withUnsafeBufferPointer { counts in
                targets.withUnsafeBufferPointer { targets in
                    var record = DevirtProfiledFunction(
                        name: name, nameLength: length, hash: function.hash,
                        counters: UInt32(clamping: function.counters),
                        memorySites: UInt32(clamping: function.memorySites),
                        siteCount: UInt32(clamping: counts.count),
                        targetCounts: counts.baseAddress, targets: targets.baseAddress)
                    DevirtAddProfiledFunction(writer, &record)
                }
            }
        }
    }

    private final class Functions {
        var list: [IndexedFunction] = []
    }
}

extension IndexedFunction {
    fileprivate init(_ raw: DevirtProfiledFunction) {
        var next = 0
        let sites = (0..<Int(raw.siteCount)).map { site in
            let first = next
            next += raw.targetCounts[site]
            return (first..<next).map { index in
                let target = raw.targets[index]
                return Target(
                    guid: target.guid, count: target.count,
                    name: target.name.map { copyString($0, target.nameLength) })
            }
        }
        self.init(
            name: copyString(raw.name, raw.nameLength), hash: raw.hash,
            counters: Int(raw.counters), memorySites: Int(raw.memorySites), sites: sites)
    }
}
