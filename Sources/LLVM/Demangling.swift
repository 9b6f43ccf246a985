internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

/// The readable form of a C++ or Rust linkage name, or the name itself. O(length).
public func demangle(_ name: String) -> String {
    withCharacters(of: name) { characters, length in
        guard let text = DevirtDemangle(characters, length) else { return name }
        defer { free(text) }
        return String(cString: text)
    }
}
