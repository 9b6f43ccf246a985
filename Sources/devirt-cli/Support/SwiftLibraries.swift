import Glibc

/// The libraries of the Swift toolchain on PATH.
struct SwiftLibraries {
    /// Their directory; nil without a toolchain.
    let directory: String?

    init(_ toolchain: Toolchain) {
        // usr/bin/swiftc, usr/lib/swift/linux
        directory = toolchain.path(of: "swiftc").flatMap { compiler in
            guard let path = realpath(compiler, nil) else { return nil }
            defer { free(path) }
            let parts = String(cString: path).split(separator: "/").dropLast(2)
            let directory = "/" + parts.joined(separator: "/") + "/lib/swift/linux"
            return access("\(directory)/libswiftCore.so", R_OK) == 0 ? directory : nil
        }
    }

    /// The path of the shared library `lib<name>.so`, or nil.
    func path(of name: String) -> String? {
        let path = directory.map { "\($0)/lib\(name).so" }
        return path.flatMap { access($0, R_OK) == 0 ? $0 : nil }
    }
}
