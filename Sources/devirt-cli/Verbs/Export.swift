import ArgumentParser
import Devirt

/// `devirt export`
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a profile in a format for other programs.")

    /// What other programs read.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, csv
    }

    @Argument(help: "A profile, merged or raw; '-' is standard input.", completion: .file())
    var profile: String

    @Option(help: "json: everything, nested; csv: a row per site and target.")
    var format = Format.json

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; '-' is standard output.", valueName: "file"))
    var output = "-"

    @Flag(help: "Fail if any part of the profile is damaged.")
    var strict = false

    func run() throws {
        let profile = try readProfile(self.profile, strict: strict)
        let text =
            switch format {
            case .json: JSONExport.text(profile)
            case .csv: CSVExport.text(profile)
            }
        try OutputFile(output).write(text)
    }
}
