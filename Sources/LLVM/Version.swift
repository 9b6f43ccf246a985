internal import CLLVM

/// The version of the LLVM library in use.
public enum LLVMVersion {
    /// Such as "22.1.8".
    public static var linked: String {
        var major: UInt32 = 0
        var minor: UInt32 = 0
        var patch: UInt32 = 0
        LLVMGetVersion(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }

    /// The major version the library was compiled for.
    public static var major: Int { Int(LLVM_VERSION_MAJOR) }
}
