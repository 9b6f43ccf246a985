import Glibc
import Reoptimization

/// Finds the programs and files that Devirt works with.
///
/// Programs: the LLVM prefix's `bin` first (`LLVM_PREFIX`, else /usr/lib/llvm-22), then PATH.
/// Devirt's own files: `DEVIRT_RUNTIME` and `DEVIRT_PLUGIN`, else beside the executable, else in an installed tree
/// (`../lib/devirt`).
struct Toolchain {
    /// A program or file and how to get it.
    struct Part {
        let name: String
        let purpose: String
        /// The Debian package that has it.
        let package: String
        let isRequired: Bool
    }

    static let programs = [
        Part(
            name: "clang++", purpose: "compiles and links programs", package: "clang-22",
            isRequired: true),
        Part(
            name: "llvm-link", purpose: "links bitcode of several files", package: "llvm-22",
            isRequired: true),
        Part(
            name: "opt", purpose: "runs LLVM passes by hand", package: "llvm-22",
            isRequired: false),
        Part(
            name: "llvm-profdata", purpose: "compares with LLVM's profiles", package: "llvm-22",
            isRequired: false),
        Part(
            name: "ld.lld", purpose: "links bitcode with -flto", package: "lld-22",
            isRequired: false),
        Part(
            name: "FileCheck", purpose: "runs the tests of transformations",
            package: "llvm-22-tools", isRequired: false),
    ]

    let prefix = environment("LLVM_PREFIX") ?? "/usr/lib/llvm-22"

    /// The path of a program, or nil.
    func path(of program: String) -> String? {
        let inPrefix = "\(prefix)/bin/\(program)"
        if access(inPrefix, X_OK) == 0 { return inPrefix }
        let search = environment("PATH") ?? ""
        for directory in search.split(separator: ":") {
            for name in ["\(program)-22", program] {
                let candidate = "\(directory)/\(name)"
                if access(candidate, X_OK) == 0 { return candidate }
            }
        }
        return nil
    }

    /// LLVM's ORC runtime for this machine.
    var orcRuntime: String { OrcRuntime.path(prefix: prefix) }

    /// The runtime library that instrumented programs link.
    func runtimeLibrary() throws(CommandFailure) -> String {
        try file("libdevirt_rt.a", what: "runtime library", variable: "DEVIRT_RUNTIME")
    }

    /// The pass plugin of compilers.
    func passPlugin() throws(CommandFailure) -> String {
        try file("libDevirtPass.so", what: "pass plugin", variable: "DEVIRT_PLUGIN")
    }

    private func file(
        _ name: String, what: String, variable: String
    ) throws(CommandFailure) -> String {
        if let chosen = environment(variable) {
            guard access(chosen, R_OK) == 0 else {
                throw CommandFailure(
                    "\(chosen): cannot read the \(what) that \(variable) names; "
                        + "unset it or correct it")
            }
            return chosen
        }
        let candidates = [
            "\(Self.executableDirectory)/\(name)",
            "\(Self.executableDirectory)/../lib/devirt/\(name)",
        ]
        guard let found = candidates.first(where: { access($0, R_OK) == 0 }) else {
            throw CommandFailure(
                "\(name): not found in \(Self.executableDirectory); build it with 'make build', "
                    + "or name it in \(variable)")
        }
        return found
    }

    /// The directory of the runtime's headers.
    func includeDirectory() throws(CommandFailure) -> String {
        // Built: .build/<triple>/<configuration>/devirt. Installed: bin/devirt.
        let candidates = [
            "\(Self.executableDirectory)/../../../runtime/include",
            "\(Self.executableDirectory)/../include",
        ]
        for candidate in candidates where access("\(candidate)/devirt/devirt.h", R_OK) == 0 {
            guard let path = realpath(candidate, nil) else { continue }
            defer { free(path) }
            return String(cString: path)
        }
        throw CommandFailure(
            "devirt/devirt.h: not found near \(Self.executableDirectory); "
                + "run devirt from where it was built or installed")
    }

    /// Where this program is, links resolved.
    static let executableDirectory: String = {
        guard let path = realpath("/proc/self/exe", nil) else { return "." }
        defer { free(path) }
        let name = String(cString: path)
        return String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)])
    }()
}
