internal import Foundation
internal import LLVM
internal import Reoptimization

extension REPLSession {
    /// Does what a line that starts with `%` says.
    ///
    /// - Returns: false if the session is to end.
    public func run(command line: String) -> Bool {
        do throws(REPLError) {
            return try perform(Command(line))
        } catch {
            console.error(error.description)
            return true
        }
    }

    private func perform(_ command: Command) throws(REPLError) -> Bool {
        let inspection = Inspection(jit: jit, history: history, style: console.style)
        switch command {
        case .quit: return false
        case .help: console.show(Command.summary)
        case .undo(let count): try undo(count)
        case .load(let path): return try load(path)
        case .library(let path): try addLibrary(path)
        case .save(let path): try journal.save(to: path)
        case .events(let detail): log.setDetail(detail)
        case .sites(let name): console.show(try inspection.sites(of: name))
        case .tier(let name): console.show(try inspection.tier(name))
        case .ir(let name):
            console.show(
                try inspection.code(name) { (version) throws(LLVMError) in try version.ir() })
        case .assembly(let name):
            console.show(
                try inspection.code(name) { (version) throws(LLVMError) in
                    try version.assembly()
                })
        case .time(let expression): try time(expression)
        }
        return true
    }

    private func undo(_ count: Int) throws(REPLError) {
        guard count <= journal.inputCount else {
            throw .undo("there are \(journal.inputCount) inputs to take back")
        }
        // Clang would keep the macros that guard headers, but not what these declare.
        if journal.last(count).contains(where: { InputScanner(reading: $0).includes }) {
            throw .undo("files that are included stay")
        }
        for _ in 0..<count {
            try interpreter.undo()
            journal.undo()
        }
        history.keep { !jit.states(of: $0).isEmpty }
    }

    private func load(_ path: String) throws(REPLError) -> Bool {
        guard
            let real = realpath(path, nil).map({ text in
                defer { free(text) }
                return String(cString: text)
            }), let data = FileManager.default.contents(atPath: real)
        else {
            throw .file(path: path, cause: "cannot be read")
        }
        if loading.contains(real) { throw .file(path: path, cause: "loads itself") }
        loading.append(real)
        defer { loading.removeLast() }
        return run(script: String(decoding: data, as: UTF8.self))
    }

    private func addLibrary(_ path: String) throws(REPLError) {
        do throws(JITError) {
            try jit.addLibrary(path)
        } catch { throw .jit(error.description) }
        journal.keep(command: "%lib \(path)")
    }

    private func time(_ expression: String) throws(REPLError) {
        commands += 1
        let name = "__devirt_time_\(commands)"
        // The address of the result in assembly keeps the optimizer from leaving things out.
        let code = """
            template <class F> void \(name)_run(F f) {
              if constexpr (__is_same(decltype(f()), void)) { f(); }
              else { auto &&result = f(); asm volatile("" : : "r"(&result) : "memory"); }
            }
            extern "C" void \(name)() { \(name)_run([&]() -> decltype(auto) { return (\(expression)); }); }
            """
        let (outcome, wasAdded) = interpreter.run(code)
        defer { if wasAdded { takeBack() } }
        if case .failed(let cause) = outcome { throw .jit(cause) }
        guard case .done = outcome, let address = jit.address(of: name) else { return }
        var timing = Timing()
        let problem = timing.measure(
            { callGuarded(address) }, installed: { log.takeInstalled() })
        if let problem { throw .jit("uncaught exception: \(problem)") }
        console.show(timing.text)
    }
}
