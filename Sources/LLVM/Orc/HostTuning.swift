internal import CLLVM

extension ModuleReference {
    /// Lets the code generator use all of this machine's CPU for the module's code, whatever CPU it
    /// was compiled for, without changing what it computes or how it is called; see
    /// `DevirtTuneForHost`.
    public func tuneForHost() {
        DevirtTuneForHost(raw, HostCPU.name, HostCPU.features)
    }
}

/// What LLVM knows of this machine's CPU. Asked once: it takes system calls.
public enum HostCPU {
    /// Such as "znver3".
    public static let name = takeMessage(LLVMGetHostCPUName())
    /// Such as "+avx2,-avx512f", all of LLVM's names.
    public static let features = takeMessage(LLVMGetHostCPUFeatures())
}
