internal import Devirtualization
internal import DevirtProfile
internal import LLVM

#if canImport(Glibc)
    internal import Glibc
#endif

/// The files that a module is compiled from.
enum CompiledFiles {
    /// The source and all files it includes, with what is in them; nil: not all can be read.
    ///
    /// - Parameter list: a file that clang wrote with a line for each included file.
    static func all(
        of module: ModuleReference, list: String
    ) -> [BodyRecord.Source]? {
        guard let bytes = try? FileBytes.read(path: list) else { return nil }
        let source = absolute(module.sourceFileName)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        var included: Set<String> = []
        for line in lines { included.insert(absolute(String(line))) }
        included.remove(source)
        var result: [BodyRecord.Source] = []
        for path in [source] + included.sorted() {
            guard let digest = digest(of: path) else { return nil }
            result.append(BodyRecord.Source(path: path, digest: digest))
        }
        return result
    }

    /// The digest of a file's contents; nil: it cannot be read.
    static func digest(of path: String) -> UInt64? {
        (try? FileBytes.read(path: path))?.withUnsafeBytes { Digest.of($0) }
    }

    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return "\(String(cString: current))/\(path)"
    }
}
