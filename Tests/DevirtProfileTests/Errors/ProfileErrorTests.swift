import Testing

@testable import DevirtProfile

@Suite struct ProfileErrorTests {
    private func message(_ bytes: [UInt8], strict: Bool = false) -> String {
        do throws(ProfileError) {
            _ = try ProfileReader.read(bytes: bytes, name: "p.devirt", strict: strict)
            return "no error"
        } catch {
            #expect(error.file == "p.devirt")
            return error.description
        }
    }

    @Test func emptyFiles() {
        #expect(
            message([])
                == "p.devirt: empty file;"
                + " let the instrumented program run to its end, so that it writes its profile")
    }

    @Test func newerVersions() {
        var bytes = GoldenTests.merged
        bytes[8] = 3
        let upgrade = "p.devirt: written by a newer Devirt (format 3); upgrade Devirt"
        #expect(message(bytes) == upgrade)
        #expect(message(bytes, strict: true) == upgrade)
        bytes[8] = 0
        #expect(message(bytes).hasPrefix("p.devirt: damaged header: format version 0"))
        bytes[8] = 1
        bytes[12] = 9
        #expect(message(bytes).hasPrefix("p.devirt: damaged header: kind 9"))
    }

    @Test func truncation() {
        for length in 1..<16 {
            #expect(
                message(Array(GoldenTests.raw.prefix(length)))
                    == "p.devirt: truncated: the file ends within its header;"
                    + " copy it again or make the profile anew")
        }
        #expect(
            message(Array(GoldenTests.raw.prefix(100)))
                == "p.devirt: truncated: section 'MODL' at byte 16 needs 215 bytes, and 68 are left"
                + "; nothing is usable: copy the file again or make the profile anew")
        #expect(
            message(Array(GoldenTests.raw.dropLast(20)), strict: true)
                == "p.devirt: truncated: the mark of the file's end is missing;"
                + " copy the file again, or read without --strict to keep what is good")
    }

    @Test func damage() {
        var bytes = GoldenTests.merged
        bytes[40] ^= 1
        #expect(
            message(bytes)
                == "p.devirt: checksum mismatch in section 'PROF' at byte 16;"
                + " nothing is usable: copy the file again or make the profile anew")
        var container = ContainerWriter(kind: .merged)
        container.section(.profile, [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(
            message(container.finish(), strict: true)
                == "p.devirt: malformed section 'PROF' at byte 16:"
                + " string count 4294967295 exceeds the bytes left (byte 32);"
                + " copy the file again, or read without --strict to keep what is good")
    }

    @Test(arguments: [
        ("81 72 66 6F 72 70 6C FF 09", "an LLVM raw profile (.profraw)"),
        ("81 52 66 6F 72 70 6C FF 09", "an LLVM raw profile (.profraw)"),
        ("FF 6C 70 72 6F 66 69 81 0D", "an LLVM indexed profile (.profdata)"),
        ("42 43 C0 DE 35 14", "LLVM bitcode"),
        ("DE C0 17 0B 00", "LLVM bitcode"),
        ("7F 45 4C 46 02 01", "an ELF file"),
        ("61 64 63 67 2A", "a GCC profile (.gcda)"),
        ("50 45 52 46 49 4C 45 32 68", "a perf recording"),
        ("89 44 56 52 54 0A 1A 0A", "a file whose line ends were converted"),
        ("89 44 56 52 54 0D 0D 0A 1A", "a file whose line ends were converted"),
        ("3A 69 72 0A 6D 61 69 6E", "a text file"),
        ("00 01 02 03", "a file of unknown format"),
    ])
    func foreignFormats(bytes: String, name: String) {
        let message = message(hex(bytes))
        #expect(message.hasPrefix("p.devirt: \(name), not a Devirt profile; "))
        #expect(message == self.message(hex(bytes), strict: true))
    }

    @Test func everyFormatHasAdvice() {
        for format in ForeignFormat.allCases {
            #expect(!format.name.isEmpty && !format.advice.isEmpty)
        }
    }

    @Test func messagesAreOneLine() {
        let name = "a\nb\u{2028}c\u{1B}[31m"
        #expect("\(ProfileError.empty(file: name))".hasPrefix("a?b?c?[31m: empty file"))
        var container = ContainerWriter(kind: .raw)
        container.section(Container.Tag(code: 0x0A0D_4142), [1])
        var bytes = container.finish()
        bytes[32] = 2
        let read = try? ProfileReader.read(bytes: bytes, name: name)
        #expect(read == nil)
        #expect(message(bytes).contains("checksum mismatch in section 'BA??'"))
    }
}
