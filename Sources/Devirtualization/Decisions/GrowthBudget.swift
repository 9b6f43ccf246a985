internal import LLVM

/// How many instructions promotion may still add to each function and to the module.
struct GrowthBudget {
    /// LLVM's inline cost of a simple instruction.
    static let unitsPerInstruction = 5
    /// Instructions of a guard and a direct call.
    static let guardSize = 4

    private let policy: PromotionPolicy
    private var moduleLeft: Int
    private var functionLeft: [Function: Int] = [:]

    init(of module: ModuleReference, policy: PromotionPolicy) {
        self.policy = policy
        let size = module.functions.reduce(0) { $0 + $1.instructionCount }
        moduleLeft = max(policy.moduleGrowth, Int(policy.moduleGrowthShare * Double(size)))
    }

    /// Takes `instructions` from the budgets, or says which is exhausted and takes nothing.
    mutating func take(_ instructions: Int, in function: Function) -> Refusal? {
        let left =
            functionLeft[function] ?? max(policy.functionGrowth, function.instructionCount)
        if instructions > left { return .functionGrowth }
        if instructions > moduleLeft { return .moduleGrowth }
        functionLeft[function] = left - instructions
        moduleLeft -= instructions
        return nil
    }
}
