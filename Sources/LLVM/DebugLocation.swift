internal import CLLVM

/// A place in the source.
public struct DebugLocation: Hashable, Sendable {
    /// The file as the compiler was given it, or nil.
    public let file: String?
    /// Counted from 1; 0: unknown.
    public let line: Int
    /// Counted from 1; 0: unknown.
    public let column: Int

    init(file: String?, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The place where the code was written; for inlined code that is in the inlined function.
    init(raw: LLVMMetadataRef) {
        self.init(
            file: Self.file(ofScope: LLVMDILocationGetScope(raw)),
            line: Int(LLVMDILocationGetLine(raw)), column: Int(LLVMDILocationGetColumn(raw)))
    }

    static func file(ofScope scope: LLVMMetadataRef?) -> String? {
        guard let scope, let file = LLVMDIScopeGetFile(scope) else { return nil }
        var length: UInt32 = 0
        let name = copyString(LLVMDIFileGetFilename(file, &length), Int(length))
        return name.isEmpty ? nil : name
    }
}
