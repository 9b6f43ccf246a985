import Glibc

/// What the wrapper must know of a compiler's command line. Everything else is clang's business.
struct CompilerArguments {
    /// Kinds of link-time optimization.
    enum LTO { case none, thin, full }

    /// There is something to compile or link.
    private(set) var hasInputs = false
    /// The command stops before LLVM's passes: `-E`, `-M`, `-fsyntax-only`.
    private(set) var stopsEarly = false
    /// The command ends with a link of a program or shared object.
    private(set) var links = true
    private(set) var lto = LTO.none
    /// The linker of `-fuse-ld=`.
    private(set) var linker: String?
    /// A language is set for the files that follow: `-x`.
    private(set) var setsLanguage = false
    /// Declarations may come from elsewhere than the files that are listed as included.
    private(set) var hasHiddenInputs = false

    /// - Parameter words: without response files.
    init(_ words: [String]) {
        var iterator = words.makeIterator()
        while let word = iterator.next() {
            guard word.hasPrefix("-"), word != "-" else {
                hasInputs = true
                continue
            }
            read(word)
            guard Self.takesNext.contains(word), let value = iterator.next() else { continue }
            if word == "-Xclang", value == "-include-pch" {
                hasHiddenInputs = true
            }
            if word == "-include", isPrecompiled(value) { hasHiddenInputs = true }
        }
    }

    /// clang takes the precompiled header that is beside a header.
    private func isPrecompiled(_ header: String) -> Bool {
        [".pch", ".gch"].contains { access(header + $0, F_OK) == 0 }
    }

    private mutating func read(_ word: String) {
        switch word {
        case "-c", "-S", "-emit-ast", "--precompile", "--analyze", "-r": links = false
        case "-E", "-M", "-MM", "-fsyntax-only", "--assemble-only":
            (links, stopsEarly) = (false, true)
        case "-###", "--version", "-dumpversion", "-dumpmachine", "--help": links = false
        case "-flto", "-flto=full", "-flto=auto", "-flto=jobserver": lto = .full
        case "-flto=thin": lto = .thin
        case "-fno-lto": lto = .none
        case "-x": setsLanguage = true
        case "-include-pch": hasHiddenInputs = true
        default:
            if word.hasPrefix("-fuse-ld=") { linker = String(word.dropFirst(9)) }
            if word.hasPrefix("-x") { setsLanguage = true }
            if word.hasPrefix("-fmodule") || word.hasPrefix("-fprebuilt-module") {
                hasHiddenInputs = true
            }
            if word.hasPrefix("-l") || word.hasPrefix("-Wl,") { hasInputs = true }
            if word.hasPrefix("-print-") || word.hasPrefix("--print-") { links = false }
        }
    }

    /// Options whose value is the next word.
    private static let takesNext: Set<String> = [
        "-o", "-I", "-L", "-D", "-U", "-x", "-l", "-T", "-u", "-z", "-e", "-h", "-F", "-B", "-G",
        "-A",
        "-b", "-V", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-iprefix",
        "-iwithprefix", "-iwithprefixbefore", "-isysroot", "-imultilib", "-ivfsoverlay",
        "-cxx-isystem", "-stdlib++-isystem", "-include-pch", "-MF", "-MT", "-MQ", "-MJ", "-arch",
        "-target", "--target", "--sysroot", "-Xclang", "-Xlinker", "-Xassembler",
        "-Xpreprocessor", "-Xanalyzer", "-Xopenmp-target", "-mllvm", "-framework", "-rpath",
        "--param", "--serialize-diagnostics", "-serialize-diagnostics", "-working-directory",
        "-dumpbase", "-dumpdir", "-aux-info", "--config", "-gen-reproducer", "-Tbss", "-Tdata",
        "-Ttext", "-undefined", "-wrapper", "-specs", "-install_name", "-soname",
    ]
}
