import ArgumentParser
import Devirt
import Reoptimization

extension RunVerb {
    /// Compiles the sources among the inputs, all at once.
    ///
    /// - Throws: the exit code for sources with errors, which clang has explained.
    func compileSources(_ kinds: [ProgramInput]) throws -> [SourceCompiler.Unit] {
        let sources = zip(inputs, kinds).filter { $0.1 == .source }.map(\.0)
        guard !sources.isEmpty else { return [] }
        guard let clang = Toolchain().path(of: "clang") else {
            throw CommandFailure("clang: not found; apt-get install clang-22, or set LLVM_PREFIX")
        }
        // It writes to a pipe and cannot see the terminal.
        let color = Terminal.standardError.isColored() ? ["-fcolor-diagnostics"] : []
        let compiler = SourceCompiler(path: clang, options: color + cflags.flatMap(\.self))
        do throws(SourceError) {
            let units = try compiler.compile(sources)
            units.forEach { Terminal.standardError.write($0.diagnostics) }
            return units
        } catch {
            guard case .failed(_, nil, let diagnostics) = error, !diagnostics.isEmpty else {
                throw CommandFailure(error.description)
            }
            Terminal.standardError.write(diagnostics)
            throw ExitCode(CommandFailure.Code.failure)
        }
    }

    /// Adds all inputs in order.
    ///
    /// - Parameter compiled: the sources among them, in order.
    func load(
        into jit: ReoptimizingJIT, _ kinds: [ProgramInput], compiled: [SourceCompiler.Unit]
    ) throws(CommandFailure) {
        var compiled = compiled.makeIterator()
        for (input, kind) in zip(inputs, kinds) {
            switch kind {
            case .source:
                guard let unit = compiled.next() else { continue }
                try adding(input) { () throws(JITError) in try jit.add(unit.module()) }
            case .module:
                // Bitcode is read as it is needed, text as a whole.
                if input != "-", let bitcode = try? Bitcode(contentsOf: input) {
                    try adding(input) { () throws(JITError) in try jit.add(bitcode) }
                    continue
                }
                let module = try readModule(input, in: Context())
                do throws(JITError) { try jit.add(module) } catch {
                    throw Self.failure(error, input)
                }
            case .object:
                try adding(input) { () throws(JITError) in try jit.addObject(input) }
            case .staticLibrary, .sharedLibrary:
                // Without a slash the system would search its directories.
                let path = input.contains("/") ? input : "./" + input
                try adding(input) { () throws(JITError) in try jit.addLibrary(path) }
            }
        }
    }

    /// Adds the libraries that Swift bitcode asks for, as far as they come with Swift. What else it
    /// asks for may be among the inputs.
    func loadSwift(into jit: ReoptimizingJIT) throws(CommandFailure) {
        let wanted = jit.wantedLibraries
        guard !wanted.isEmpty else { return }
        let libraries = SwiftLibraries(Toolchain())
        let isGiven = inputs.contains { $0.hasSuffix("libswiftCore.so") }
        guard libraries.directory != nil || isGiven || !wanted.contains("swiftCore") else {
            throw CommandFailure(
                "libswiftCore.so: not found, and \(inputs[0]) is in Swift; put Swift's swiftc on "
                    + "PATH, or give the library as an input")
        }
        for path in wanted.compactMap(libraries.path(of:)) {
            try adding(path) { () throws(JITError) in try jit.addLibrary(path) }
        }
    }

    private func adding(
        _ input: String, _ body: () throws(JITError) -> Void
    ) throws(CommandFailure) {
        do throws(JITError) { try body() } catch { throw Self.failure(error, input) }
    }

    /// One line that names the file.
    private static func failure(_ error: JITError, _ input: String) -> CommandFailure {
        let text = error.description
        // The symbol is in quotes.
        if text.contains("uplicate definition of symbol"),
            let symbol = text.split(separator: "'").last
        {
            return CommandFailure(
                "\(input): defines '\(demangle(String(symbol)))' again, as an earlier file does; "
                    + "leave out one of them")
        }
        if text.contains("position-independent executable") {
            return CommandFailure(
                "\(input): is a program; give its sources, bitcode or objects")
        }
        return CommandFailure(text.contains(input) ? text : "\(input): \(text)")
    }
}
