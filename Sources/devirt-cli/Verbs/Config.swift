import ArgumentParser
import Devirt

/// `devirt config`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print paths and flags for builds by hand.",
        discussion: "For example: clang++-22 -O2 app.inst.bc $(devirt config --libs) -o app.inst")

    @Flag(help: "What to link instrumented programs with.")
    var libs = false

    @Flag(help: "Flags to compile programs that include <devirt/devirt.h>.")
    var cflags = false

    @Flag(help: "The path of the runtime library.")
    var runtime = false

    @Flag(help: "The path of the pass plugin for clang, opt and lld.")
    var plugin = false

    @Flag(help: "The LLVM prefix in use.")
    var prefix = false

    func validate() throws {
        guard libs || cflags || runtime || plugin || prefix else {
            throw ValidationError(
                "Ask for at least one of --libs, --cflags, --runtime, --plugin, --prefix.")
        }
    }

    func run() throws {
        let toolchain = Toolchain()
        var words: [String] = []
        if cflags { words.append("-I" + shellQuoted(try toolchain.includeDirectory())) }
        if libs || runtime { words.append(shellQuoted(try toolchain.runtimeLibrary())) }
        if plugin { words.append(shellQuoted(try toolchain.passPlugin())) }
        if prefix { words.append(shellQuoted(toolchain.prefix)) }
        try OutputFile("-").write(words.joined(separator: " ") + "\n")
    }
}
