import DevirtProfile
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct FileBytesTests {
    @Test func readsWhatIsThere() throws {
        var template = Array("/tmp/devirt-bytes-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(descriptor)
            unlink(path)
        }
        #expect(try FileBytes.read(path: path).isEmpty)
        // More than a first read takes of a file that grew after it was opened.
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        #expect(try FileBytes.read(path: path) == bytes)
    }

    @Test func pipesWorkToo() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(write(ends[1], "ab", 2) == 2)
        close(ends[1])
        #expect(try FileBytes.read(descriptor: ends[0], name: "pipe") == Array("ab".utf8))
        close(ends[0])
    }

    @Test func whatCannotBeReadIsNamed() {
        #expect(throws: ProfileError.unreadable(file: "/nowhere/x", code: ENOENT)) {
            try FileBytes.read(path: "/nowhere/x")
        }
        #expect(throws: ProfileError.unreadable(file: "/tmp", code: EISDIR)) {
            try ProfileReader.read(path: "/tmp")
        }
        #expect(
            "\(ProfileError.unreadable(file: "x", code: ENOENT))"
                == "x: cannot be read: No such file or directory; check its name and permissions")
    }
}
