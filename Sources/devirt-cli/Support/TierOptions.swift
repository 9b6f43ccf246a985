import ArgumentParser
import Devirt
import Reoptimization

/// When a running program's functions are optimized, and how.
struct TierOptions: ParsableArguments {
    /// When functions are optimized.
    enum Policy: String, ExpressibleByArgument, CaseIterable {
        case tiered, never, observe, always

        var value: TierPolicy {
            switch self {
            case .tiered: .tiered
            case .never: .never
            case .observe: .observe
            case .always: .always
            }
        }
    }

    @Option(
        help: """
            When functions are optimized: once they are hot, never, never but measured until they \
            are hot, or before they run.
            """)
    var policy = Policy.tiered

    @Option(
        name: .customShort("O", allowingJoined: true),
        help: ArgumentHelp("The pipeline of optimized code, 0 to 3.", valueName: "level"))
    var level = 3

    @Option(
        help: ArgumentHelp(
            "Calls of a function that make it hot (default: \(TierPolicy.tiered.hotEntries ?? 0)).",
            valueName: "n"))
    var hotEntries: Int32?

    @Option(
        help: ArgumentHelp(
            """
            Iterations that make a loop hot \
            (default: \(TierPolicy.tiered.hotIterations ?? 0)).
            """, valueName: "n"))
    var hotIterations: Int32?

    @Flag(
        inversion: .prefixedNo,
        help: "Guard and inline what indirect calls lead to, as recorded in quick code.")
    var devirtualize = true

    @Flag(
        inversion: .prefixedNo,
        help: "Let calls between optimized functions go past their stubs.")
    var bindCalls = true

    @Option(
        help: ArgumentHelp(
            """
            Calls that no guard catches after which a function records again \
            (default: \(TierPolicy.tiered.missLimit ?? 0)).
            """, valueName: "n"))
    var missLimit: Int32?

    @Option(
        help: ArgumentHelp(
            """
            Memory that code may take, such as 64M, before hot functions stay as they are. First \
            calls compile all the same.
            """, valueName: "size"))
    var codeLimit: ByteCount?

    @Option(help: ArgumentHelp("Threads that optimize in the background.", valueName: "n"))
    var threads = 1

    func validate() throws {
        if threads < 1 { throw ValidationError("--threads takes a number from 1.") }
        if !Self.levels.indices.contains(level) {
            throw ValidationError("-O takes a level from 0 to 3.")
        }
        let thresholds = [
            ("--hot-entries", hotEntries), ("--hot-iterations", hotIterations),
            ("--miss-limit", missLimit),
        ]
        for case (let name, let value?) in thresholds {
            if value < 1 { throw ValidationError("\(name) takes a number from 1.") }
            if policy != .tiered {
                throw ValidationError("\(name) is for --policy tiered, which counts.")
            }
        }
    }

    /// The policy that the options stand for.
    func makePolicy() -> TierPolicy {
        var result = policy.value
        result.threads = threads
        result.optimizationLevel = Self.levels[level]
        if !devirtualize { result.promotion = nil }
        if let codeLimit { result.codeLimit = codeLimit.bytes }
        result.bindsCalls = bindCalls
        if let missLimit { result.missLimit = missLimit }
        if let hotEntries { result.hotEntries = hotEntries }
        if let hotIterations { result.hotIterations = hotIterations }
        return result
    }

    private static let levels: [OptimizationLevel] = [.none, .less, .default, .aggressive]
}
