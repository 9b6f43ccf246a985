/// Why a call site or a target was left as it is.
///
/// `id` is stable: scripts and remarks may rely on it.
public enum Refusal: Hashable, Sendable {
    // The site, whatever its profile says.
    case naked
    case noProfile
    case availableExternally
    case ifuncResolver
    case callBranch
    case operandBundle(String)
    case asynchronous
    case mustTail
    case coroutine
    case returnsTwice
    case convergent
    case noDuplicate

    // The profile.
    case noData
    case notRecorded
    case staleProfile
    case notExecuted
    case notHot

    // A target, or all of them.
    case targetUnknown
    case targetNotDefined(String)
    case targetNotImported(String, String)
    case typeMismatch(String)
    case noGain
    case calledInRuns
    case functionGrowth
    case moduleGrowth
    case deselected

    /// Stable CamelCase name.
    public var id: String {
        switch self {
        case .naked: "Naked"
        case .noProfile: "NoProfileAttribute"
        case .availableExternally: "AvailableExternally"
        case .ifuncResolver: "IFuncResolver"
        case .callBranch: "CallBranch"
        case .operandBundle: "OperandBundle"
        case .asynchronous: "Async"
        case .mustTail: "MustTail"
        case .coroutine: "Coroutine"
        case .returnsTwice: "ReturnsTwice"
        case .convergent: "Convergent"
        case .noDuplicate: "NoDuplicate"
        case .noData: "NoData"
        case .notRecorded: "NotRecorded"
        case .staleProfile: "StaleProfile"
        case .notExecuted: "NotExecuted"
        case .notHot: "NotHot"
        case .targetUnknown: "TargetUnknown"
        case .targetNotDefined: "TargetNotDefined"
        case .targetNotImported: "TargetNotImported"
        case .typeMismatch: "TypeMismatch"
        case .noGain: "NoGain"
        case .calledInRuns: "CalledInRuns"
        case .functionGrowth: "FunctionGrowth"
        case .moduleGrowth: "ModuleGrowth"
        case .deselected: "Deselected"
        }
    }

    /// One sentence part for a person.
    public var explanation: String {
        switch self {
        case .naked: "the function is naked: nothing can be added to it"
        case .noProfile: "the function asks not to be profiled"
        case .availableExternally: "this copy of the function is never linked"
        case .ifuncResolver: "the function resolves an ifunc, before the program is set up"
        case .callBranch: "callbr cannot be split from its successors"
        case .operandBundle(let tag): "the call carries a '\(tag)' operand bundle"
        case .asynchronous: "the call continues an async function, as the last thing it does"
        case .mustTail: "a musttail call must stay the last thing its function does"
        case .coroutine: "the function is a coroutine that is not split yet"
        case .returnsTwice: "the call may return twice"
        case .convergent: "the call is convergent"
        case .noDuplicate: "the call may not be duplicated"
        case .noData: "the profile does not know the function"
        case .notRecorded: "the site was not recorded"
        case .staleProfile: "the function changed since it was profiled, and the site was not found"
        case .notExecuted: "never executed in training"
        case .notHot: "too few calls to matter"
        case .targetUnknown: "the target has no name in any symbol table"
        case .targetNotDefined(let name): "the body of \(name) is not in this module"
        case .targetNotImported(let name, let cause):
            "the body of \(name) stays in its file: \(cause)"
        case .typeMismatch(let cause): "the target does not fit the call: \(cause)"
        case .noGain: "guards would cost more than they save"
        case .calledInRuns:
            "calls go to one target many times in a row, which the processor predicts"
        case .functionGrowth: "the function would grow too much"
        case .moduleGrowth: "the module would grow too much"
        case .deselected: "left out by --limit or --only"
        }
    }
}
