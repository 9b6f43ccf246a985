import ArgumentParser
import Devirt

/// `devirt cc`
struct CCompiler: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cc", abstract: "Compile C with clang and a profile; see 'devirt help c++'.")

    @Argument(parsing: .captureForPassthrough, help: "The arguments of clang.")
    var arguments: [String] = []

    func run() throws {
        try CompilerCommand("clang", arguments, toolchain: Toolchain()).execute()
    }
}

/// `devirt c++`
struct CXXCompiler: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "c++", abstract: "Compile C++ with clang and a profile, in any build.",
        discussion: """
            Runs clang++ of LLVM 22 with all arguments but these:

              --devirt-generate[=DIR]  record where indirect calls go; the program
                                       writes default.devirtraw, in DIR or where
                                       it runs
              --devirt-use=PROFILE     promote indirect calls with a profile of
                                       'devirt merge'
              --devirt-full            LLVM's edge counters, too: complete PGO. The
                                       program also writes default_*.profraw; give
                                       all to 'devirt merge'
              --devirt-mode=sampled|exact, --devirt-record=functions|vtables
                                       as for 'devirt instrument'
              --devirt-emit=guards|vp  as for 'devirt optimize'
              --devirt-verify          check each function after each rewrite

            clang is the one in LLVM_PREFIX (/usr/lib/llvm-22), else in PATH. The pass plugin and \
            the runtime are those of DEVIRT_PLUGIN and DEVIRT_RUNTIME, else beside devirt, else \
            in ../lib/devirt. For build systems that take a single word for the compiler, devirt \
            may be called by links named devirt-c++ and devirt-cc:

              make CXX="devirt c++ --devirt-generate"
              ./app
              devirt merge default.devirtraw -o app.devirt
              make clean
              make CXX="devirt c++ --devirt-use=app.devirt"
            """)

    @Argument(parsing: .captureForPassthrough, help: "The arguments of clang++.")
    var arguments: [String] = []

    func run() throws {
        try CompilerCommand("clang++", arguments, toolchain: Toolchain()).execute()
    }
}

/// The wrappers are found before anything is parsed: `--help` and `--version` are clang's.
enum CompilerWrapper {
    /// The compiler that a command line is for, with its arguments; nil: another verb.
    static func command(_ commandLine: [String]) -> (compiler: String, arguments: [String])? {
        let compilers = ["cc": "clang", "c++": "clang++"]
        let name = commandLine.first?.split(separator: "/").last.map(String.init) ?? ""
        if name.hasPrefix("devirt-"), let compiler = compilers[String(name.dropFirst(7))] {
            return (compiler, Array(commandLine.dropFirst()))
        }
        guard commandLine.count > 1, let compiler = compilers[commandLine[1]] else { return nil }
        return (compiler, Array(commandLine.dropFirst(2)))
    }
}
