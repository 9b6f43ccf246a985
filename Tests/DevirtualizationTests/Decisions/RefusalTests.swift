import Devirtualization
import Testing

@Suite struct RefusalTests {
    private let all: [Refusal] = [
        .naked, .noProfile, .availableExternally, .ifuncResolver, .callBranch,
        .operandBundle("deopt"), .asynchronous, .mustTail, .coroutine, .returnsTwice, .convergent,
        .noDuplicate, .noData, .notRecorded, .staleProfile, .notExecuted, .notHot, .targetUnknown,
        .targetNotDefined("f"), .targetNotImported("f", "why"), .typeMismatch("why"), .noGain,
        .calledInRuns,
        .functionGrowth, .moduleGrowth,
        .deselected,
    ]

    /// Scripts rely on these: a change is a change of the interface.
    @Test func idsAreStable() {
        #expect(
            all.map(\.id) == [
                "Naked", "NoProfileAttribute", "AvailableExternally", "IFuncResolver", "CallBranch",
                "OperandBundle", "Async", "MustTail", "Coroutine", "ReturnsTwice",
                "Convergent", "NoDuplicate", "NoData", "NotRecorded", "StaleProfile", "NotExecuted",
                "NotHot",
                "TargetUnknown", "TargetNotDefined", "TargetNotImported", "TypeMismatch", "NoGain",
                "CalledInRuns",
                "FunctionGrowth",
                "ModuleGrowth", "Deselected",
            ])
    }

    @Test func explanationsDifferAndCarryTheirPayload() {
        #expect(Set(all.map(\.explanation)).count == all.count)
        #expect(Refusal.operandBundle("deopt").explanation.contains("'deopt'"))
        #expect(Refusal.targetNotDefined("f").explanation.contains(" f "))
        #expect(Refusal.typeMismatch("why").explanation.hasSuffix(": why"))
    }
}
