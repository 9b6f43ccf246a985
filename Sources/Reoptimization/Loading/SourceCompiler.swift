internal import Foundation

/// Compiles C and C++ sources to bitcode with clang.
///
///     let compiler = SourceCompiler(path: "/usr/lib/llvm-22/bin/clang", options: ["-std=c++20"])
///     for unit in try compiler.compile(["main.cpp", "shapes.cpp"]) {
///         try jit.add(Module(bytes: unit.bitcode, name: unit.source, in: Context()))
///     }
///
/// Nothing is left behind, whatever ends the process: the bitcode comes through pipes. Nor are
/// threads or descriptors, which would become those of the program that is run.
public struct SourceCompiler: Sendable {
    /// The path of clang.
    public let path: String
    /// Options for all sources, in clang's words; they come last, so that they win.
    public let options: [String]
    /// Compilers that run at once.
    public let width: Int

    /// Small and quick to compile, unlike what -O0 makes, and good input for the optimizer.
    static let defaults = ["-O2", "-emit-llvm", "-c", "-o", "-"]

    /// A compiler with options.
    ///
    /// - Parameters:
    ///   - path: the path of clang, of the same major version as the linked LLVM.
    ///   - options: for all sources, in clang's words, such as `-std=c++20`.
    ///   - width: compilers that run at once; nil: as many as there are processors.
    public init(path: String, options: [String] = [], width: Int? = nil) {
        self.path = path
        self.options = options
        self.width = max(width ?? ProcessInfo.processInfo.activeProcessorCount, 1)
    }

    /// A compiled source.
    public struct Unit: Sendable, Equatable {
        /// The path as given.
        public let source: String
        /// LLVM bitcode.
        public let bitcode: [UInt8]
        /// What clang said, such as warnings.
        public let diagnostics: String
    }

    /// True for a path that ends as C and C++ sources do: `.c`, `.cc`, `.cpp`, `.cxx`, `.c++`, `.C`.
    public static func isSource(_ path: String) -> Bool {
        guard let dot = path.lastIndex(of: ".") else { return false }
        return ["c", "cc", "cpp", "cxx", "c++", "C"].contains(path[path.index(after: dot)...])
    }

    /// Compiles sources, several at once, and returns them in order.
    ///
    /// All of them are compiled, also if the first has errors. Waits for the compilers.
    ///
    /// - Throws: `SourceError.failed` with everything clang said, if a source cannot be compiled;
    ///   `SourceError.cannotRun` if clang cannot.
    public func compile(_ sources: [String]) throws(SourceError) -> [Unit] {
        var outcomes: [Int: CompilerProcess.Outcome] = [:]
        var running: [CompilerProcess] = []
        defer { running.forEach { $0.kill() } }
        var waiting = sources.indices.makeIterator()
        repeat {
            while running.count < width, let next = waiting.next() {
                // A name like an option is a file all the same.
                let file = sources[next].hasPrefix("-") ? "./" + sources[next] : sources[next]
                running.append(
                    try CompilerProcess(
                        index: next, path: path, arguments: Self.defaults + options + [file]))
            }
            CompilerProcess.wait(for: running)
            running.removeAll { process in
                guard let outcome = process.outcome() else { return false }
                outcomes[process.index] = outcome
                return true
            }
        } while !running.isEmpty
        let units = sources.indices.map { index in
            Unit(
                source: sources[index], bitcode: outcomes[index]?.output ?? [],
                diagnostics: outcomes[index]?.diagnostics ?? "")
        }
        guard let failed = sources.indices.first(where: { outcomes[$0]?.isSuccess != true }) else {
            return units
        }
        throw .failed(
            source: sources[failed], signal: outcomes[failed]?.signal,
            diagnostics: units.map(\.diagnostics).joined())
    }
}

/// Why sources were not compiled.
public enum SourceError: Error, Equatable, CustomStringConvertible {
    /// The compiler could not be run; `cause` is the system's word.
    case cannotRun(compiler: String, cause: String)
    /// The compiler refused a source, the first of those it refused, or a signal ended it.
    /// `diagnostics` is what it said, about all sources.
    case failed(source: String, signal: Int32?, diagnostics: String)

    /// One line.
    public var description: String {
        switch self {
        case .cannotRun(let compiler, let cause):
            "\(compiler): cannot run: \(cause); apt-get install clang-22, or set LLVM_PREFIX"
        case .failed(let source, let signal?, _):
            "\(source): not compiled: signal \(signal) ended the compiler"
        case .failed(let source, nil, _):
            "\(source): not compiled: the compiler reported errors"
        }
    }
}
