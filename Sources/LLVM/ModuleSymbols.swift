extension ModuleReference {
    /// The functions and variables that the module refers to, but others define. O(size of the symbol
    /// table).
    public var foreignNames: Set<String> {
        let functions = functions.filter {
            !$0.isIntrinsic && $0.linkage != .externalWeak
                && ($0.isDeclaration || $0.linkage == .availableExternally)
        }
        let variables = globalVariables.filter {
            ($0.isDeclaration && $0.linkage != .externalWeak) || $0.linkage == .availableExternally
        }
        return Set(functions.map(\.name)).union(variables.map(\.name))
    }

    /// The functions and variables that the module defines for others.
    public var definedNames: Set<String> {
        let functions = functions.filter {
            !$0.isDeclaration && !$0.linkage.isLocal && $0.linkage != .availableExternally
        }
        let variables = globalVariables.filter {
            !$0.isDeclaration && !$0.linkage.isLocal && $0.linkage != .availableExternally
        }
        return Set(functions.map(\.name)).union(variables.map(\.name))
    }
}
