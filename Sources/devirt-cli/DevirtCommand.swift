import ArgumentParser
import Devirt

/// `devirt`: one verb per file in Verbs/.
@main
struct DevirtCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devirt",
        abstract: "Profile-guided devirtualization for native code on LLVM 22.",
        discussion: """
            Measure where a program's indirect calls go, then turn the hot ones into guarded \
            direct calls that the optimizer can inline:

              clang++-22 -O2 -g -emit-llvm -c app.cpp -o app.bc
              devirt instrument app.bc -o app.inst.bc
              clang++-22 -O2 app.inst.bc $(devirt config --libs) -o app.inst && ./app.inst
              devirt merge default.devirtraw -o app.devirt
              devirt report app.devirt app.bc
              devirt optimize app.bc --profile app.devirt -o app.opt.bc
              clang++-22 -O2 app.opt.bc -o app

            Or in any build, with two settings (see 'devirt help c++'):

              make CXX="devirt c++ --devirt-generate" && ./app
              devirt merge default.devirtraw app -o app.devirt && make clean
              make CXX="devirt c++ --devirt-use=$PWD/app.devirt"

            Exit codes: 0 done; 1 failure; 2 ran, but a check failed; 64 usage error.
            """,
        version: """
            devirt \(DevirtVersion.current)
            LLVM \(LLVMVersion.linked)
            runtime ABI \(Instrumenter.runtimeABI)
            """,
        subcommands: [
            Doctor.self, Config.self, Instrument.self, Merge.self, ReportVerb.self,
            OptimizeVerb.self, RunVerb.self, ReplVerb.self, Import.self, Export.self,
            CXXCompiler.self, CCompiler.self,
        ])

    /// As `ParsableCommand.main`, but failures are one line that starts with the program's name.
    static func main() {
        do {
            if let (compiler, words) = CompilerWrapper.command(CommandLine.arguments) {
                try CompilerCommand(compiler, words, toolchain: Toolchain()).execute()
            }
            // What follows the first `--` belongs to the program that `devirt run` runs.
            let words = CommandLine.arguments.dropFirst()
            if words.first == "repl" { throw ReplVerb.failure }
            let own = words.first == "run" ? words.prefix { $0 != "--" } : words
            var command = try parseAsRoot(Array(own))
            if let run = command as? RunVerb {
                try run.run(arguments: Array(words.dropFirst(own.count + 1)))
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.standardError.failure(failure.message)
            exit(withError: ExitCode(failure.code))
        } catch {
            exit(withError: error)
        }
    }
}
