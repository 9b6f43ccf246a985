internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

/// Who is told what a session links, before it runs.
public struct DebuggingSupport: OptionSet, Sendable {
    /// The shim's flags.
    public let rawValue: UInt32

    /// Options of these flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Debuggers, by the GDB JIT interface: they know functions under their linkage names, in all
    /// versions.
    public static let gdb = DebuggingSupport(rawValue: UInt32(DevirtObserveGDB))
    /// `/tmp/perf-<pid>.map`, for `perf report`.
    public static let perfMap = DebuggingSupport(rawValue: UInt32(DevirtObservePerfMap))
    /// `jit-<pid>.dump` in a new directory below `.debug/jit` in `$JITDUMPDIR` or the home
    /// directory, for `perf inject --jit` and `perf annotate`.
    public static let jitDump = DebuggingSupport(rawValue: UInt32(DevirtObserveJitDump))
}

extension ExecutionSession {
    /// The function whose linked code is at `address`, by linkage name, and how far from its first
    /// byte. Nil for other code; names are cut at 4,000 bytes.
    ///
    /// A return address is behind its call, which may be the last instruction of the function: look
    /// up the byte before. O(objects).
    public func symbol(at address: UInt64) -> (name: String, offset: UInt64)? {
        var offset: UInt64 = 0
        let name = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4001) { buffer in
            DevirtSessionFindSymbol(raw, address, buffer.baseAddress, buffer.count, &offset)
                ? buffer.baseAddress.map { String(cString: $0) } : nil
        }
        return name.map { ($0, offset) }
    }
}

/// The readable form of the name of a version's code: `_Z1fi$1.0` is `f(int) [v1]`. Other names are
/// demangled.
public func readableSymbol(_ name: String) -> String {
    guard let text = DevirtReadableSymbol(name) else { return name }
    defer { free(text) }
    return String(cString: text)
}
