internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

extension Module {
    /// Reads bitcode or textual IR, whichever the file holds.
    ///
    /// - Parameters:
    ///   - path: the file; `-` is standard input.
    ///   - context: kept alive by the module.
    /// - Throws: `LLVMError.unreadable`, `LLVMError.malformed` with line and column for text,
    ///   `LLVMError.invalid` for IR the verifier rejects.
    public init(contentsOf path: String, in context: borrowing Context) throws(LLVMError) {
        var buffer: LLVMMemoryBufferRef?
        var message: UnsafeMutablePointer<CChar>?
        let failed =
            path == "-"
            ? LLVMCreateMemoryBufferWithSTDIN(&buffer, &message)
            : LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message)
        guard failed == 0, let buffer else {
            throw .unreadable(file: path, cause: takeMessage(message))
        }
        defer { LLVMDisposeMemoryBuffer(buffer) }
        let bytes = UnsafeRawBufferPointer(
            start: LLVMGetBufferStart(buffer), count: LLVMGetBufferSize(buffer))
        try self.init(bytes: bytes, name: path == "-" ? "<stdin>" : path, in: context)
    }

    /// Parses bitcode or textual IR from memory. The bytes are not kept.
    ///
    /// - Throws: as `init(contentsOf:in:)`.
    public init(
        bytes: UnsafeRawBufferPointer, name: String, in context: borrowing Context
    ) throws(LLVMError) {
        let storage = context.storage
        self.init(raw: try Self.parse(bytes, name: name, in: storage), context: storage)
    }

    /// Parses textual IR or bitcode from a string; for tests and embedders.
    ///
    /// - Throws: as `init(contentsOf:in:)`.
    public init(
        text: String, name: String = "<text>", in context: borrowing Context
    ) throws(LLVMError) {
        try self.init(bitcode: Array(text.utf8), name: name, in: context)
    }

    private static func parse(
        _ bytes: UnsafeRawBufferPointer, name: String, in context: ContextStorage
    ) throws(LLVMError) -> LLVMModuleRef {
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            throw .malformed(file: name, line: 0, column: 0, message: "the file is empty")
        }
        let before = context.diagnostics.count
        var error = DevirtParseError(line: 0, column: 0, message: nil)
        let parsed = DevirtParseIR(
            context.raw, start.assumingMemoryBound(to: CChar.self), bytes.count, name, &error)
        guard let parsed else {
            defer { free(error.message) }
            let text = error.message.map { firstLine(String(cString: $0)) } ?? "unknown error"
            throw .malformed(
                file: name, line: Int(error.line), column: Int(error.column),
                message: Self.explain(text))
        }
        do throws(LLVMError) {
            let problems = context.diagnostics.dropFirst(before).filter { $0.severity == .error }
            if let problem = problems.first {
                throw LLVMError.malformed(
                    file: name, line: 0, column: 0, message: problem.message)
            }
            try ModuleReference(raw: parsed).verify()
        } catch {
            LLVMDisposeModule(parsed)
            throw error
        }
        return parsed
    }

    /// Parses bitcode or textual IR from an array.
    ///
    /// - Throws: as `init(contentsOf:in:)`.
    public init(
        bitcode: [UInt8], name: String, in context: borrowing Context
    ) throws(LLVMError) {
        let storage = context.storage
        let parsed: Result<LLVMModuleRef, LLVMError> = bitcode.withUnsafeBytes { bytes in
            do throws(LLVMError) {
                return .success(try Self.parse(bytes, name: name, in: storage))
            } catch {
                return .failure(error)
            }
        }
        self.init(raw: try parsed.get(), context: storage)
    }

    /// Adds the next step to LLVM's words where the cause is a newer producer.
    static func explain(_ message: String) -> String {
        // "... (Producer: 'LLVM23.0.0' Reader: 'LLVM 22.1.8')"
        guard let start = message.range(ofText: "(Producer: 'LLVM") else { return message }
        let digits = message[start...].prefix { $0.isNumber }
        guard let major = Int(digits), major > LLVM_VERSION_MAJOR else { return message }
        return message + "; the bitcode is from LLVM \(major), this is LLVM "
            + "\(LLVM_VERSION_MAJOR): compile it with an older compiler"
    }
}

extension String {
    /// The index behind the first occurrence of `text`.
    fileprivate func range(ofText text: String) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
