import ArgumentParser
import DevirtREPL
import Foundation

/// `devirt repl`, a program of its own: nothing else of Devirt loads clang.
struct REPLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devirt repl",
        abstract: "Interactive C++ that re-optimizes itself.",
        discussion: """
            Inputs are compiled by clang and run at once. Functions begin as quick code, and are \
            optimized in the background once they are hot, with guards for the targets their calls \
            had; loops of top-level statements go on in optimized code. An expression without a \
            semicolon shows its value. %help lists commands.

            Without a terminal, standard input is a script: devirt repl < demo.cpp

            If an input crashes, the session ends, and says where its inputs are saved.
            """)

    @Argument(help: "Files to load first, as with %load.", completion: .file())
    var files: [String] = []

    @Option(
        name: .customLong("cflag"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "An option for clang, such as -std=c++20. Repeatable.", valueName: "option"))
    var compilerOptions: [String] = []

    @Flag(help: "Leave indirect calls as they are, and do not record where they lead.")
    var noDevirtualize = false

    @Flag(help: "Show the inputs of scripts as if they were typed.")
    var echo = false

    enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @Option(help: "Use colours.")
    var color = Color.auto

    func run() throws {
        var options = REPLSession.Options()
        options.compilerOptions = compilerOptions
        options.echoes = echo
        options.devirtualizes = !noDevirtualize
        options.isColored = isColored
        let session: REPLSession
        do throws(REPLError) { session = try REPLSession(options) } catch {
            FileHandle.standardError.write(Data("devirt: error: \(error)\n".utf8))
            throw ExitCode.failure
        }
        for file in files where !session.run(command: "%load \(file)") { session.end() }
        if isatty(STDIN_FILENO) != 1 || !session.runAtTerminal() {
            let script = FileHandle.standardInput.readDataToEndOfFile()
            session.run(script: String(decoding: script, as: UTF8.self))
        }
        session.end()
    }

    /// `--color` beats NO_COLOR, which beats FORCE_COLOR, which beats the terminal's kind.
    private var isColored: Bool {
        let environment = ProcessInfo.processInfo.environment
        switch color {
        case .always: return true
        case .never: return false
        case .auto:
            if let value = environment["NO_COLOR"], !value.isEmpty { return false }
            if let value = environment["FORCE_COLOR"], !value.isEmpty, value != "0" { return true }
            return isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        }
    }
}

REPLCommand.main()
