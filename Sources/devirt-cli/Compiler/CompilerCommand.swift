import Devirt
import Glibc

/// The command line that a wrapper's command line stands for.
///
/// clang loads the pass plugin twice over: `-load` makes its options known before they are read,
/// `-fpass-plugin` adds its passes. Everything goes through `-Xclang`, which concerns only the
/// compiler proper, and which nothing warns about when there is nothing to compile.
struct CompilerCommand {
    let program: String
    let arguments: [String]

    /// - Parameters:
    ///   - compiler: `clang` or `clang++`.
    ///   - words: the arguments of `devirt cc` or `devirt c++`.
    init(
        _ compiler: String, _ words: [String], toolchain: Toolchain
    ) throws(CommandFailure) {
        guard let program = toolchain.path(of: compiler) else {
            throw CommandFailure(
                "\(compiler): not found in \(toolchain.prefix)/bin or PATH; apt-get install "
                    + "clang-22, or set LLVM_PREFIX")
        }
        self.program = program
        let expanded = ResponseFiles.expand(words)
        // Response files stay what they are, unless they have words of ours.
        let hasOwn = expanded.contains { $0.hasPrefix("--devirt-") }
        let isPlain =
            words.filter { $0.hasPrefix("--devirt-") }
            == expanded.filter { $0.hasPrefix("--devirt-") }
        let options = try WrapperOptions(isPlain ? words : expanded)
        guard hasOwn, options.work != .nothing else {
            arguments = options.rest
            return
        }
        let compilation = CompilerArguments(expanded)
        guard compilation.hasInputs, !compilation.stopsEarly else {
            arguments = options.rest
            return
        }
        let plugin = try toolchain.passPlugin()
        var passOptions = try Self.passOptions(options)
        var added: [String] = ["-load", plugin, "-fpass-plugin=\(plugin)"].flatMap {
            ["-Xclang", $0]
        }
        let linkOptions = passOptions
        let counters = try Counters(
            expanded, options: options, isWholeProgram: compilation.lto == .full)
        passOptions += counters.plugin
        if !compilation.hasHiddenInputs {
            let digest = CompilationDigest.of(expanded)
            passOptions.append("-devirt-compilation=\(String(digest, radix: 16))")
            if let list = IncludeList() {
                passOptions.append("-devirt-dependencies=\(list.path)")
                added += ["-header-include-file", list.path].flatMap { ["-Xclang", $0] }
            }
        }
        added += passOptions.flatMap { ["-Xclang", "-mllvm", "-Xclang", $0] }
        var behind: [String] = []
        if compilation.links {
            if compilation.lto == .full {
                added += try Self.linkTimeOptions(
                    compilation, plugin: plugin, passOptions: linkOptions)
            }
            if case .generate = options.work {
                behind =
                    (compilation.setsLanguage ? ["-x", "none"] : [])
                    + [try toolchain.runtimeLibrary()]
            }
        }
        // Response files stay, unless they have words that clang must not see.
        let rest =
            counters.rest(of: expanded).count == expanded.count
            ? options.rest : counters.rest(of: try WrapperOptions(expanded).rest)
        arguments = added + rest + counters.driver + behind
    }

    private static func passOptions(
        _ options: WrapperOptions
    ) throws(CommandFailure) -> [String] {
        var words: [String] = []
        switch options.work {
        case .nothing: break
        case .generate(let directory):
            words.append("-devirt-generate")
            if let directory {
                words.append("-devirt-profile-file=\(absolute(directory))/default.devirtraw")
            }
        case .use(let profile):
            guard access(profile, R_OK) == 0 else {
                throw CommandFailure(
                    "\(profile): cannot read the profile: \(String(cString: strerror(errno))); "
                        + "train the program, then 'devirt merge default.devirtraw -o \(profile)'")
            }
            words.append("-devirt-use=\(profile)")
        }
        if let mode = options.mode { words.append("-devirt-mode=\(mode)") }
        if let record = options.record { words.append("-devirt-record=\(record)") }
        if let emission = options.emission { words.append("-devirt-emit=\(emission)") }
        if options.verifies { words.append("-devirt-verify") }
        return words
    }

    /// Programs may change their directory before they write.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return "\(String(cString: current))/\(path)"
    }

    /// The linker compiles the whole program: it gets the plugin, too. Only lld takes one.
    private static func linkTimeOptions(
        _ compilation: CompilerArguments, plugin: String, passOptions: [String]
    ) throws(CommandFailure) -> [String] {
        if let linker = compilation.linker, linker != "lld", !linker.hasSuffix("ld.lld") {
            throw CommandFailure(
                "-fuse-ld=\(linker): -flto with --devirt-... needs lld: only it loads the plugin; "
                    + "write -fuse-ld=lld, or -flto=thin")
        }
        // As in clang, loading it first makes its options known.
        let words =
            ["-mllvm", "-load=\(plugin)", "--load-pass-plugin=\(plugin)"]
            + passOptions.flatMap { ["-mllvm", $0] }
        return (compilation.linker == nil ? ["-fuse-ld=lld"] : [])
            + words.flatMap { ["-Xlinker", $0] }
    }

    /// Becomes the compiler.
    func execute() throws(CommandFailure) -> Never {
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        execv(program, words)
        throw CommandFailure("\(program): cannot be run: \(String(cString: strerror(errno)))")
    }
}
