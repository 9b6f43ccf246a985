import ArgumentParser
import Devirt

/// `devirt report`
struct ReportVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show call sites and targets, and with a module what would be done.",
        discussion: """
            With the module that was instrumented the report says for each site which targets \
            'devirt optimize' would guard and inline, or why not.
            """)

    /// How a report is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "A profile, merged or raw; '-' is standard input.", completion: .file())
    var profile: String

    @Argument(
        help: "The module the profile is from, as given to 'devirt instrument'.",
        completion: .file())
    var input: String?

    @Option(help: "How to write the report.")
    var format = Format.text

    @Option(help: ArgumentHelp("Show only the hottest sites (default: 50).", valueName: "n"))
    var top: Int?

    @Option(help: "When to use colour.")
    var color = ColorChoice.auto

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; '-' is standard output.", valueName: "file"))
    var output = "-"

    @Flag(help: "Level of the pipeline that would follow.")
    var level = LevelFlag.O2

    @Flag(help: "Fail if any part of the profile is damaged.")
    var strict = false

    func validate() throws {
        if input == "-", profile == "-" {
            throw ValidationError("Only one of the profile and the module can be standard input.")
        }
        if let top, top < 1 { throw ValidationError("--top takes a number from 1.") }
    }

    func run() throws {
        let profile = try readProfile(self.profile, strict: strict)
        let report = try makeReport(profile)
        let style =
            output == "-" ? Terminal.standardOutput.style(color) : TextStyle(isColored: false)
        let text =
            switch format {
            case .text: TextReport(report, style: style, top: top ?? 50).text
            case .json: report.json()
            }
        try OutputFile(output).write(text)
        if input == nil, self.profile != "-", format == .text, Terminal.standardError.isInteractive
        {
            Terminal.standardError.next("devirt report \(shellQuoted(self.profile)) in.bc")
        }
    }

    private func makeReport(_ profile: Profile) throws -> Report {
        guard let input else { return Report(profile: profile, named: self.profile) }
        let context = Context()
        let module = try readModule(input, in: context)
        let machine = try machine(for: module.reference, level: level.level)
        let optimizer = Optimizer(
            profile: profile, named: self.profile,
            options: OptimizationOptions(level: level.level))
        let result = try Progress.during("reading \(input)") { () throws(CommandFailure) in
            try reportingErrors { () throws(DevirtualizationError) in
                try optimizer.decide(module.reference, machine: machine)
            }
        }
        return Report(result, of: input, profile: profile, named: self.profile)
    }
}
