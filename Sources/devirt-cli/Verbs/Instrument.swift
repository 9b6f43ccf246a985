import ArgumentParser
import Devirt

/// `devirt instrument`
struct Instrument: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add a target recorder to every indirect call of a module.",
        discussion: """
            Link the result with the runtime (devirt config --libs) and run it on typical input. \
            It writes default.devirtraw when it ends; DEVIRT_PROFILE_FILE names another file, \
            with %p for the process id, %h the host, %m the program's signature, %t TMPDIR. \
            Further runs add to the same file.
            """)

    @Argument(help: "Bitcode or textual IR; '-' is standard input.", completion: .file())
    var input: String

    @OptionGroup var output: OutputOptions

    @Option(help: "How calls are recorded; DEVIRT_MODE overrides it at run time.")
    var mode = ModeArgument.sampled

    @Option(help: "What virtual calls record.")
    var record = InstrumentationOptions.Record.functions

    @Option(
        help: ArgumentHelp(
            "Where in the optimization pipeline to instrument.",
            discussion: """
                as-is takes the module as it is given. early runs the pipeline, instruments before \
                its inliner, and 'devirt optimize' then does the same: for unoptimized input \
                (clang -O2 -Xclang -disable-llvm-passes).
                """))
    var point = PointArgument.asIs

    @Option(
        help: ArgumentHelp(
            "Name pattern of the profile the program writes.", valueName: "pattern"))
    var profileFile: String?

    @Flag(help: "Level of the pipeline for --point early.")
    var level = LevelFlag.O2

    @Flag(name: .customShort("S"), help: "Write textual IR.")
    var asText = false

    @Flag(help: "Check the module with LLVM's verifier afterwards.")
    var verify = false

    @Flag(name: [.short, .long], help: "List the sites that are not recorded, with the reason.")
    var verbose = false

    func run() throws {
        try output.file.refuseOverwriting([input])
        let context = Context()
        let module = try readModule(input, in: context)
        let instrumenter = Instrumenter(
            options: InstrumentationOptions(
                mode: mode.mode, record: record, point: point.point, profileFile: profileFile))
        let result = try Progress.during("instrumenting \(input)") { () throws(CommandFailure) in
            try instrument(module.reference, with: instrumenter)
        }
        if verify { try reportingErrors { () throws(LLVMError) in try module.reference.verify() } }
        let bytes = contents(of: module.reference, for: output.output, asText: asText)
        try output.file.write(bytes)
        tell(result, advice: LinkAdvice(module.reference))
    }

    private func instrument(
        _ module: ModuleReference, with instrumenter: Instrumenter
    ) throws(CommandFailure) -> Instrumenter.Result {
        guard point == .early else {
            return try reportingErrors { () throws(DevirtualizationError) in
                try instrumenter.instrument(module)
            }
        }
        let machine = try machine(for: module, level: level.level)
        return try reportingErrors { () throws(DevirtualizationError) in
            try module.optimize(
                level: level.level, machine: machine
            ) { (module) throws(DevirtualizationError) in
                try instrumenter.instrument(module)
            }
        }
    }

    private func tell(_ result: Instrumenter.Result, advice: LinkAdvice) {
        let terminal = Terminal.standardError
        if verbose {
            for (function, site, reason) in result.skipped {
                terminal.write(
                    "\(OneLine.text(function))#\(site.ordinal): not recorded: \(reason.id): "
                        + "\(reason.explanation)\n")
            }
        }
        let skipped =
            result.skipped.isEmpty
            ? "" : ", \(result.skipped.count) left out\(verbose ? "" : " (-v lists them)")"
        terminal.done(
            "recording \(count(result.recorded, "call site")) in "
                + "\(count(result.functions, "function"))\(skipped)",
            next: output.file.isStandardOutput
                ? nil
                : advice.command(
                    output, to: output.programName(or: "app.inst"),
                    libraries: "$(devirt config --libs)"))
    }
}
