#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whole files as bytes.
public enum FileBytes {
    /// Reads a file to its end.
    ///
    /// - Parameter path: the file; pipes and devices will do, and `-` is standard input.
    /// - Throws: `ProfileError.unreadable`.
    public static func read(path: String) throws(ProfileError) -> [UInt8] {
        if path == "-" { return try read(descriptor: STDIN_FILENO, name: path) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .unreadable(file: path, code: errno)
        }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: path)
    }

    /// Reads an open file from where it is to its end; it stays open.
    ///
    /// - Parameters:
    ///   - descriptor: a file open for reading, such as 0 for standard input.
    ///   - name: how to call the file in errors.
    /// - Throws: `ProfileError.unreadable`.
    public static func read(descriptor: Int32, name: String) throws(ProfileError) -> [UInt8] {
        var bytes: [UInt8] = []
        // One byte more than the file has, so that its end is seen without growing.
        var step = max(1 << 16, expectedSize(of: descriptor) + 1)
        while true {
            let (part, code) = readOnce(descriptor, upTo: step)
            guard code == 0 else {
                throw .unreadable(file: name, code: code)
            }
            guard !part.isEmpty else {
                return bytes
            }
            if bytes.isEmpty {
                bytes = part
            } else {
                bytes.append(contentsOf: part)
            }
            step = 1 << 20
        }
    }

    /// The size of a regular file; 0 where it is not known.
    private static func expectedSize(of descriptor: Int32) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return 0
        }
        // Only a hint, and files that claim to be huge, such as sparse ones, get no more of it.
        return min(max(0, Int(status.st_size)), 1 << 30)
    }

    /// The bytes of one successful `read`, or an error number.
    private static func readOnce(
        _ descriptor: Int32, upTo limit: Int
    ) -> (bytes: [UInt8], code: Int32) {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var result: Int
            repeat {
                #if canImport(Glibc)
                    result = Glibc.read(descriptor, buffer.baseAddress, limit)
                #elseif canImport(Musl)
                    result = Musl.read(descriptor, buffer.baseAddress, limit)
                #else
                    result = Darwin.read(descriptor, buffer.baseAddress, limit)
                #endif
            } while result < 0 && errno == EINTR
            code = result < 0 ? errno : 0
            count = max(0, result)
        }
        return (bytes, code)
    }
}
