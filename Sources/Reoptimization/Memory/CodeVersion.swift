internal import LLVM

/// Code of one version of a function, or of a continuation: an object that may be freed when nothing
/// leads to it any more.
final class CodeVersion: @unchecked Sendable {
    struct Key: Hashable {
        let slot: UInt32
        let function: Int
        let version: Int
    }

    let key: Key
    let units: ProgramUnits
    /// The symbol of its body.
    let symbol: String
    let loop: Int?
    let object: ExecutionSession.RemovableObject
    /// Nil: not known, so that it stays.
    let memory: ExecutionSession.ObjectMemory?
    let codeBytes: Int
    /// Versions it calls directly. They live as long as it does.
    let callees: [CodeVersion]
    /// Counters that its code alone uses.
    let counters: [LoopEntries.Counters]
    /// It can never be freed: the program may keep addresses of what is in it.
    let isPermanent: Bool
    /// What is kept of it for later runs.
    let record: CodeRecord?
    /// Functions and variables of any module that it depends on, if modules can be removed.
    let references: Set<String>

    // These belong to the store.
    /// A stub or a loop leads to it.
    var isReachable = true
    /// Versions that call it directly.
    var callers = 0

    /// Threads that may be in it; nil: not looked yet. Belongs to the reclaimer.
    var threads: Set<Int32>?

    init(
        _ key: Key, of units: ProgramUnits, symbol: String, loop: Int?,
        object: ExecutionSession.RemovableObject, memory: ExecutionSession.ObjectMemory?,
        codeBytes: Int,
        callees: [CodeVersion], counters: [LoopEntries.Counters], isPermanent: Bool,
        record: CodeRecord? = nil, references: Set<String> = []
    ) {
        self.references = references
        self.record = record
        self.key = key
        self.units = units
        self.symbol = symbol
        self.loop = loop
        self.object = object
        self.memory = memory
        self.codeBytes = codeBytes
        self.callees = callees
        self.counters = counters
        self.isPermanent = isPermanent || memory == nil
    }

    var name: String { units.names[key.function] }

    /// Where its code is.
    var range: Range<UInt64> { memory?.code ?? 0..<0 }

    /// Bytes of memory that it takes.
    var memorySize: Int { memory?.byteSize ?? 0 }
}
