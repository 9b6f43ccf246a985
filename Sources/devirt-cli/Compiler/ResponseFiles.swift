import Devirt
import Glibc

/// `@file` on a compiler's command line stands for the words in the file.
enum ResponseFiles {
    /// The command line with the contents of its response files, which may name others; as clang
    /// does it, relative to the current directory. What cannot be read stays a word.
    static func expand(_ words: [String], depth: Int = 0) -> [String] {
        words.flatMap { word -> [String] in
            guard word.hasPrefix("@"), depth < 16,
                let bytes = try? FileBytes.read(path: String(word.dropFirst())),
                let inner = ShellWords.split(String(decoding: bytes, as: UTF8.self))
            else { return [word] }
            return expand(inner, depth: depth + 1)
        }
    }
}
