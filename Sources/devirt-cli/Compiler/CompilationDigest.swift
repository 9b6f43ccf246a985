import Devirt

/// Identifies the compiler options that decide what code means: the language and the macros. Paths
/// are left out, because the files behind them are compared.
enum CompilationDigest {
    private static let prefixes = ["-D", "-U", "-std=", "-f", "-m", "-x", "-include"]
    private static let irrelevant = [
        "-fuse-ld", "-fdiagnostics", "-fcolor", "-flto", "-fprofile", "-ffile-prefix-map",
        "-fdebug-prefix-map", "-fmacro-prefix-map", "-fdebug-compilation-dir",
    ]

    /// The digest of a command line without response files.
    static func of(_ words: [String]) -> UInt64 {
        var meaningful: [String] = []
        var iterator = words.makeIterator()
        while let word = iterator.next() {
            guard prefixes.contains(where: word.hasPrefix),
                !irrelevant.contains(where: word.hasPrefix)
            else { continue }
            meaningful.append(word)
            if ["-D", "-U", "-x", "-include"].contains(word), let value = iterator.next() {
                meaningful.append(value)
            }
        }
        return Array(meaningful.joined(separator: "\0").utf8).withUnsafeBytes { Digest.of($0) }
    }
}
