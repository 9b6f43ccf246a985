public import Devirtualization
public import LLVM

/// When functions are optimized, and how.
public struct TierPolicy: Sendable {
    /// Entries of a quickly compiled function after which it is optimized; nil: never.
    public var hotEntries: Int32?
    /// Iterations of a loop in quick code after which a continuation of the function from its head
    /// is optimized, and entered; nil: never.
    public var hotIterations: Int32?
    /// Functions are optimized before they first run.
    public var startsOptimized: Bool
    /// The pipeline of optimized code.
    public var optimizationLevel: OptimizationLevel
    /// Threads that optimize in the background.
    public var threads: Int
    /// What is worth a guard where calls led in quick code; nil: indirect calls stay as they are,
    /// and quick code does not record.
    public var promotion: PromotionPolicy?
    /// Calls of an optimized site that its guards do not catch, or of one that was not called
    /// before, after which its function records again; nil: never. Each time it may be more.
    public var missLimit: Int32? = 20_000
    /// Misses of a site in a second that are not worth it.
    public var toleratedMissRate = 5e6
    /// How often a function may record again.
    public var reprofiles = 5
    /// Bytes of memory that code may take before hot functions stay as they are; nil: no limit. It may
    /// be a little more, and first calls compile all the same.
    public var codeLimit: Int?
    /// Code is freed when nothing leads to it any more and no thread is in it. Not for programs that
    /// are called from, or call back on, coroutines with stacks of their own, unless their modules
    /// show that they make such.
    public var freesCode = true
    /// Calls between optimized functions go past their stubs.
    public var bindsCalls = true
    /// Seconds that a program waits for quick code, all in all, before threads that optimize help with
    /// what it may call next, as long as it calls new functions all the time; nil: they never do.
    public var aheadAfter: Double? = 0.1
    /// Objects are kept in memory, for `ReoptimizingJIT.savedCode()`.
    public var savesCode = false
    /// Has the last word: asked about each hot function before it is optimized, on a thread that
    /// optimizes.
    public var decide: @Sendable (HotFunction) -> TierDecision

    /// A policy of one's own.
    public init(
        hotEntries: Int32?, hotIterations: Int32? = nil, startsOptimized: Bool = false,
        optimizationLevel: OptimizationLevel = .aggressive, threads: Int = 1,
        promotion: PromotionPolicy? = .live,
        decide: @escaping @Sendable (HotFunction) -> TierDecision = { _ in .optimize }
    ) {
        self.hotEntries = hotEntries
        self.hotIterations = hotIterations
        self.startsOptimized = startsOptimized
        self.optimizationLevel = optimizationLevel
        self.threads = threads
        self.promotion = promotion
        self.decide = decide
    }

    /// Quick code first, optimized in the background once it is hot.
    public static let tiered = TierPolicy(hotEntries: 1000, hotIterations: 20_000)
    /// Quick code only.
    public static let never = TierPolicy(hotEntries: nil)
    /// Quick code that counts and records until it is hot, and then goes on without: what measuring
    /// costs.
    public static let observe = TierPolicy(
        hotEntries: tiered.hotEntries, hotIterations: tiered.hotIterations, decide: { _ in .never })
    /// Optimized code only.
    public static let always = TierPolicy(hotEntries: nil, startsOptimized: true)
}

/// A function that reached a threshold.
public struct HotFunction: Sendable, Equatable {
    /// The linkage name.
    public let name: String
    /// Instructions of its IR.
    public let instructionCount: Int
    /// True if a loop in it is hot, and not the function as a whole.
    public let isLoop: Bool
    /// The version that would be made.
    public let version: Int
}

/// What a policy says about a hot function.
public enum TierDecision: Sendable, Equatable {
    /// Optimize it now.
    case optimize
    /// Ask again after so many more entries or iterations.
    case later(after: Int32)
    /// Leave the quick code for good.
    case never
}

extension PromotionPolicy {
    /// For running programs: functions of other modules and of the process are called directly, too.
    public static let live = {
        var policy = PromotionPolicy()
        policy.promotesDeclarations = true
        return policy
    }()
}
