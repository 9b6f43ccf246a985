internal import LLVM

/// What a module defines and refers to.
struct ModuleNames {
    let defined: Set<String>
    let foreign: Set<String>
    /// Those defined that are variables.
    let variables: Set<String>

    init(defined: Set<String>, foreign: Set<String>, variables: Set<String> = []) {
        self.defined = defined
        self.foreign = foreign
        self.variables = variables
    }

    init(_ bitcode: Bitcode) throws(LLVMError) {
        let module = try Module(reading: bitcode, in: Context())
        defined = module.reference.definedNames
        foreign = module.reference.foreignNames
        variables = defined.filter { module.reference.function(named: $0) == nil }
    }
}

/// Which inputs define and use which symbols. Functions are compiled when they are first called, when
/// it is too late to say that something is missing.
struct InputSymbols {
    private var inputs: [UInt64: ModuleNames] = [:]
    /// The inputs that define a symbol, oldest first.
    private var definitions: [String: [UInt64]] = [:]
    /// Symbols of the process that were found.
    private var native: Set<String> = []

    mutating func add(_ names: ModuleNames, of input: UInt64) {
        inputs[input] = names
        for name in names.defined { definitions[name, default: []].append(input) }
    }

    mutating func remove(_ input: UInt64) {
        guard let names = inputs.removeValue(forKey: input) else { return }
        for name in names.defined {
            definitions[name]?.removeAll { $0 == input }
            if definitions[name]?.isEmpty == true { definitions[name] = nil }
        }
    }

    /// Symbols that an input needs, itself or by way of others, and nobody defines, in order of name.
    ///
    /// - Parameter isNative: whether the process or a library has a symbol.
    mutating func undefined(in input: UInt64, isNative: (String) -> Bool) -> [String] {
        var missing: Set<String> = []
        var seen: Set<UInt64> = [input]
        var queue = [input]
        while let next = queue.popLast() {
            for name in inputs[next]?.foreign ?? [] where !native.contains(name) {
                if let owner = definitions[name]?.first {
                    if seen.insert(owner).inserted { queue.append(owner) }
                } else if name.hasPrefix("llvm.") || isNative(name) {
                    native.insert(name)
                } else {
                    missing.insert(name)
                }
            }
        }
        return missing.sorted()
    }

    /// A variable that only an input defines and an earlier one uses; nil: there is none.
    func usedVariable(of input: UInt64) -> String? {
        guard let names = inputs[input] else { return nil }
        let own = names.variables.filter { definitions[$0] == [input] }
        return inputs.filter { $0.key < input }.flatMap { $0.value.foreign }
            .filter(own.contains).min()
    }
}
