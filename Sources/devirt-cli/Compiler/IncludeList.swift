import Glibc

/// A file in which the compiler lists what it includes, for the pass plugin. It has no name and goes
/// with the compiler, however that ends.
struct IncludeList {
    let path: String

    /// Nil: there is no place for temporary files.
    init?() {
        var template = Array("\(environment("TMPDIR") ?? "/tmp")/devirt-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return nil }
        unlink(template)
        path = "/proc/self/fd/\(descriptor)"
    }
}
