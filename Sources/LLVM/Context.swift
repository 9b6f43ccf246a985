internal import CLLVM

/// Owns an LLVM context: the types, constants and metadata that modules share.
///
/// A context and its modules belong to one thread at a time. Modules keep their context alive, so
/// the two may be released in any order.
public struct Context: ~Copyable {
    let storage: ContextStorage

    /// A new, empty context. Warnings of LLVM about input are collected, not printed.
    public init() {
        storage = ContextStorage()
    }

    /// The context of a module that someone else owns, who hears of LLVM's messages, too.
    public init(of module: ModuleReference) {
        storage = ContextStorage(borrowing: module.context)
    }

    /// What LLVM reported about the input so far, oldest first, such as debug info it dropped.
    public var diagnostics: [Diagnostic] { storage.diagnostics }
}

/// One message of LLVM about its input.
public struct Diagnostic: Equatable, Sendable {
    /// How grave it is.
    public enum Severity: Sendable { case error, warning, remark, note }

    /// How grave it is.
    public let severity: Severity
    /// LLVM's words.
    public let message: String
}

final class ContextStorage {
    let raw: LLVMContextRef
    var diagnostics: [Diagnostic] = []
    /// What modules of the context still read from.
    var bitcode: [Bitcode] = []
    private let isOwned: Bool

    init(borrowing raw: LLVMContextRef) {
        self.raw = raw
        isOwned = false
    }

    init() {
        raw = LLVMContextCreate()
        isOwned = true
        // The default handler prints errors and exits the process.
        LLVMContextSetDiagnosticHandler(
            raw,
            { info, context in
                guard let info, let context else { return }
                let storage = Unmanaged<ContextStorage>.fromOpaque(context).takeUnretainedValue()
                storage.record(info)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        if isOwned { LLVMContextDispose(raw) }
    }

    private func record(_ info: LLVMDiagnosticInfoRef) {
        let severity: Diagnostic.Severity =
            switch LLVMGetDiagInfoSeverity(info) {
            case LLVMDSError: .error
            case LLVMDSWarning: .warning
            case LLVMDSRemark: .remark
            default: .note
            }
        // Optimization remarks of a whole pipeline run are not about the input.
        guard severity != .remark else { return }
        let message = takeMessage(LLVMGetDiagInfoDescription(info))
        diagnostics.append(Diagnostic(severity: severity, message: firstLine(message)))
    }
}
