import LLVM
import Testing

@testable import Devirtualization

@Suite struct GrowthBudgetTests {
    private func policy(function: Int, module: Int, share: Double = 0) -> PromotionPolicy {
        var policy = PromotionPolicy()
        policy.functionGrowth = function
        policy.moduleGrowth = module
        policy.moduleGrowthShare = share
        return policy
    }

    @Test func functionsHaveTheirOwnBudget() throws {
        try withModule(leaf("a") + leaf("b")) { module in
            var budget = GrowthBudget(of: module, policy: policy(function: 10, module: 100))
            let (a, b) = (module.functions[0], module.functions[1])
            #expect(budget.take(6, in: a) == nil)
            #expect(budget.take(5, in: a) == .functionGrowth)
            // A refused request took nothing.
            #expect(budget.take(4, in: a) == nil)
            #expect(budget.take(1, in: a) == .functionGrowth)
            #expect(budget.take(10, in: b) == nil)
        }
    }

    @Test func theModuleLimitsAllTogether() throws {
        try withModule(leaf("a") + leaf("b")) { module in
            var budget = GrowthBudget(of: module, policy: policy(function: 10, module: 12))
            #expect(budget.take(10, in: module.functions[0]) == nil)
            #expect(budget.take(3, in: module.functions[1]) == .moduleGrowth)
            #expect(budget.take(2, in: module.functions[1]) == nil)
        }
    }

    @Test func largeFunctionsAndModulesMayGrowByTheirSize() throws {
        try withModule(caller("a", sites: 20)) { module in
            var budget = GrowthBudget(
                of: module, policy: policy(function: 10, module: 0, share: 0.5))
            // 21 instructions: the function could take 21, the module half of it.
            #expect(budget.take(11, in: module.functions[0]) == .moduleGrowth)
            #expect(budget.take(10, in: module.functions[0]) == nil)
        }
    }
}
