internal import Foundation
@_exported public import LLVM

/// LLVM's ORC runtime: what programs in a JIT have instead of a C runtime's start-up code.
public enum OrcRuntime {
    /// The path of the runtime for this machine.
    ///
    /// - Parameter prefix: where LLVM is installed; nil: `LLVM_PREFIX`, else /usr/lib/llvm-22.
    public static func path(prefix: String? = nil) -> String {
        #if arch(arm64)
            let architecture = "aarch64"
        #else
            let architecture = "x86_64"
        #endif
        let prefix =
            prefix ?? ProcessInfo.processInfo.environment["LLVM_PREFIX"] ?? "/usr/lib/llvm-22"
        return "\(prefix)/lib/clang/22/lib/linux/liborc_rt-\(architecture).a"
    }
}
