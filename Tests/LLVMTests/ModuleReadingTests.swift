import LLVM
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ModuleReadingTests {
    private let text = "define i32 @f() {\n  ret i32 42\n}\n"

    @Test func textIsRead() throws {
        try withModule(text, name: "dir/a.ll") { module in
            #expect(module.identifier == "dir/a.ll")
            #expect(module.functions.map(\.name) == ["f"])
            #expect(module.description.contains("ret i32 42"))
        }
    }

    @Test func bitcodeIsRecognised() throws {
        let bitcode = try withModule(text) { $0.bitcode() }
        #expect(Array(bitcode.prefix(2)) == Array("BC".utf8))
        let context = Context()
        let names = try bitcode.withUnsafeBytes { bytes in
            let module = try Module(bytes: bytes, name: "a.bc", in: context)
            defer { withExtendedLifetime(module) {} }
            return module.reference.functions.map(\.name)
        }
        #expect(names == ["f"])
    }

    @Test func syntaxErrorsHaveLineAndColumn() {
        let error = parseError("define void @f() {\n  garbage\n}\n")
        #expect(
            error
                == .malformed(
                    file: "bad.ll", line: 2, column: 3, message: "expected instruction opcode"))
        #expect(
            error?.description
                == "bad.ll:2:3: not usable as LLVM IR: expected instruction opcode")
    }

    @Test func errorOnTheFirstColumnOfTheFirstLine() {
        guard case .malformed(_, let line, let column, _) = parseError("hello") else {
            Issue.record("accepted")
            return
        }
        #expect((line, column) == (1, 1))
    }

    @Test func emptyInputSaysSo() {
        #expect(
            parseError("")
                == .malformed(file: "bad.ll", line: 0, column: 0, message: "the file is empty"))
        #expect(parseError("", name: "x")?.description.hasPrefix("x: not usable") == true)
    }

    @Test func aModuleOfBlanksIsEmptyButValid() throws {
        try withModule(" \n; a comment\n") { #expect($0.functions.isEmpty) }
    }

    @Test(
        arguments: [
            [0x01], [0xFF, 0xFE, 0x00], Array("\u{7F}ELF".utf8), Array("\u{89}DVRT\r\n".utf8),
            Array("BC".utf8), [0x42, 0x43, 0xC0, 0xDE], [0x42, 0x43, 0xC0, 0xDE] + Array(1...64),
            [0xDE, 0xC0, 0x17, 0x0B, 0, 0, 0, 0],
        ] as [[UInt8]])
    func garbageIsMalformed(_ bytes: [UInt8]) {
        guard case .malformed(let file, _, _, let message) = readError(bytes) else {
            Issue.record("accepted \(bytes)")
            return
        }
        #expect(file == "bad.bc")
        #expect(!message.isEmpty && !message.contains("\n"))
    }

    @Test func everyTruncationOfBitcodeIsAnErrorNotACrash() throws {
        let bitcode = try withModule(text) { $0.bitcode() }
        for length in stride(from: 0, to: bitcode.count, by: 4) {
            #expect(readError(Array(bitcode.prefix(length))) != nil, "\(length) bytes")
        }
    }

    @Test func invalidIRIsRejectedWithTheVerifiersWords() {
        let error = parseError(
            "define i32 @f() {\n  %a = add i32 %b, 1\n  %b = add i32 1, 1\n  ret i32 %a\n}\n")
        #expect(
            error
                == .invalid(name: "bad.ll", message: "Instruction does not dominate all uses!"))
    }

    @Test func aMissingFileNamesItselfAndTheCause() {
        let context = Context()
        do throws(LLVMError) {
            let module = try Module(contentsOf: "/nonexistent/a.bc", in: context)
            withExtendedLifetime(module) {}
            Issue.record("read")
        } catch {
            #expect(
                error
                    == .unreadable(
                        file: "/nonexistent/a.bc", cause: "No such file or directory"))
        }
    }

    @Test func aDirectoryIsUnreadable() {
        let context = Context()
        do throws(LLVMError) {
            let module = try Module(contentsOf: "/", in: context)
            withExtendedLifetime(module) {}
            Issue.record("read")
        } catch {
            guard case .unreadable(let file, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(file == "/")
        }
    }

    @Test func filesAreReadByName() throws {
        var template = Array("/tmp/devirt-test.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map { UInt8($0) }, as: UTF8.self)
        defer { unlink(path) }
        let bytes = Array(text.utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        let context = Context()
        let module = try Module(contentsOf: path, in: context)
        #expect(module.reference.identifier == path)
        #expect(module.reference.function(named: "f") != nil)
        withExtendedLifetime(module) {}
    }

    @Test func modulesKeepTheirContext() throws {
        func make() throws -> Module {
            let context = Context()
            return try Module(text: text, in: context)
        }
        let module = try make()
        #expect(module.reference.description.contains("ret i32 42"))
        withExtendedLifetime(module) {}
    }
}
