internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

extension ModuleReference {
    /// A call that LLVM's code generator is known to get wrong, or nil. O(size of the module).
    public var miscompilation: String? {
        guard let cause = DevirtBrokenCall(raw) else { return nil }
        defer { free(cause) }
        return String(cString: cause)
    }
}
