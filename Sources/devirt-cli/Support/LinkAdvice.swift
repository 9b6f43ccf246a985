import Devirt

/// The command line that makes a program of an output, for the person who goes on from there.
struct LinkAdvice {
    private let isSwift: Bool

    init(_ module: ModuleReference) {
        isSwift = module.functions.contains { $0.name.hasPrefix("$s") && !$0.isDeclaration }
    }

    /// - Parameters:
    ///   - program: a shell word for the program.
    ///   - libraries: what else is linked, shell words.
    func command(
        _ output: OutputOptions, level: LevelFlag = .O2, to program: String, libraries: String = ""
    ) -> String {
        let libraries = libraries.isEmpty ? "" : " \(libraries)"
        guard isSwift else {
            return "clang++-22 -\(level.rawValue) \(output.word)\(libraries) -o \(program)"
        }
        // The objects of swiftc's own LLVM would be of another version.
        return "clang++-22 -\(level.rawValue) -Wno-override-module -c \(output.word) "
            + "-o \(program).o && swiftc \(program).o\(libraries) -o \(program)"
    }
}
