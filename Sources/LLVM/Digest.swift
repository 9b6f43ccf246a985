internal import CLLVM

/// Digests that tell things apart, not ones that withstand attacks.
public enum Digest {
    /// The digest of bytes.
    public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        DevirtDigest(bytes.baseAddress, bytes.count)
    }

    /// What tells builds of this code and of LLVM apart; nil: their files cannot be read.
    public static let ofBuild: UInt64? = {
        let digest = DevirtBuildDigest()
        return digest == 0 ? nil : digest
    }()
}

extension Bitcode {
    /// The digest of its bytes.
    public var digest: UInt64 {
        DevirtDigest(DevirtBufferBytes(raw), LLVMGetBufferSize(raw))
    }
}
