import ArgumentParser
import Devirt

/// `devirt optimize`
struct OptimizeVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimize",
        abstract: "Turn hot indirect calls into guarded direct calls, and optimize again.",
        discussion: """
            Give the module that was given to 'devirt instrument'. If it changed since, functions \
            that stayed the same use their profile, and changed ones as far as source lines tell.
            """)

    @Argument(help: "Bitcode or textual IR; '-' is standard input.", completion: .file())
    var input: String

    @Option(
        help: ArgumentHelp(
            "The profile, merged or raw; '-' is standard input.", valueName: "file"),
        completion: .file())
    var profile: String

    @OptionGroup var output: OutputOptions

    @Flag(help: "Level of the pipeline that follows.")
    var level = LevelFlag.O2

    @Option(help: "What to put into the module: guards, or LLVM's !prof VP metadata only.")
    var emit = OptimizationOptions.Emission.guards

    @Option(
        help: ArgumentHelp("Write the decisions as LLVM remarks (YAML).", valueName: "file"),
        completion: .file())
    var remarks: String?

    @Option(
        help: ArgumentHelp(
            "Do only the first rewrites: to find one that breaks a program.", valueName: "n"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "Rewrite only this site, 'function#ordinal'.", valueName: "site"))
    var only: CallSiteID?

    @Flag(help: "Fail if the profile is damaged, or with exit code 2 if any function changed.")
    var strict = false

    @Flag(help: "Check each function after each rewrite, and the result.")
    var verify = false

    @Flag(help: "Check the module after each pass of the pipeline, too; very slow.")
    var verifyEach = false

    @Flag(name: .customShort("S"), help: "Write textual IR.")
    var asText = false

    @Flag(name: [.short, .long], help: "Print the decisions on standard error.")
    var verbose = false

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0.") }
        if input == "-", profile == "-" {
            throw ValidationError("Only one of the module and --profile can be standard input.")
        }
        if output.output == "-", remarks == "-" {
            throw ValidationError("Only one of --output and --remarks can be standard output.")
        }
    }

    func run() throws {
        try output.file.refuseOverwriting([input, self.profile])
        if let remarks {
            try OutputFile(remarks).refuseOverwriting([input, self.profile])
            guard remarks != output.output else {
                throw CommandFailure("\(remarks): named for both --output and --remarks")
            }
        }
        let profile = try readProfile(self.profile, strict: strict)
        let context = Context()
        let module = try readModule(input, in: context)
        let machine = try machine(for: module.reference, level: level.level)
        let optimizer = Optimizer(
            profile: profile, named: self.profile,
            options: OptimizationOptions(
                level: level.level, emission: emit, limit: limit, only: only,
                verification: verifyEach ? .passes : verify ? .rewrites : .none))
        let result = try Progress.during("optimizing \(input)") { () throws(CommandFailure) in
            try reportingErrors { () throws(DevirtualizationError) in
                try optimizer.optimize(module.reference, machine: machine)
            }
        }
        if strict, result.match.changedFunctions > 0 {
            throw CommandFailure(
                "\(self.profile): stale: \(count(result.match.changedFunctions, "function")) of \(input) "
                    + "changed since training; train again, or leave --strict out",
                code: CommandFailure.Code.checkFailed)
        }
        if verify || verifyEach {
            try reportingErrors { () throws(LLVMError) in try module.reference.verify() }
        }
        try output.file.write(contents(of: module.reference, for: output.output, asText: asText))
        if let remarks { try OutputFile(remarks).write(Remarks.yaml(result.decisions)) }
        tell(
            Report(result, of: input, profile: profile, named: self.profile),
            advice: LinkAdvice(module.reference))
    }

    private func tell(_ report: Report, advice: LinkAdvice) {
        let terminal = Terminal.standardError
        let text = TextReport(report, style: terminal.style(), top: verbose ? .max : 0).text
        // Without -v the headline only.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let headline = lines.prefix { !$0.isEmpty }.joined(separator: "\n") + "\n"
        terminal.write(verbose ? text : headline)
        guard !output.file.isStandardOutput else { return }
        terminal.next(
            advice.command(output, level: level, to: output.programName(or: "app")))
    }
}
