public import LLVM

/// The C++ vtables of a module whose contents are known, by the functions in them.
///
/// A vtable pointer equal to `table + k` has the function at `k + offset` of the table's initializer
/// in its slot at `offset`. That is sound for every `k`, whatever the class hierarchy; only `k`
/// behind a pointer to type information are address points of the Itanium C++ ABI and so worth
/// comparing with.
public struct VirtualTables {
    /// Where a vtable pointer may point.
    struct AddressPoint: Hashable {
        let table: GlobalVariable
        let offset: Int
    }

    private let module: ModuleReference
    private var positions: [Function: [AddressPoint]] = [:]
    /// The addresses behind pointers to type information.
    private var addressPoints: Set<AddressPoint> = []

    /// Reads the vtables of a module, which must outlive the result; O(their size).
    public init(of module: ModuleReference) {
        self.module = module
        for variable in module.globalVariables
        where variable.name.hasPrefix("_ZTV") && variable.isFixed {
            guard let initializer = variable.initializer else { continue }
            read(initializer, of: variable, at: 0)
        }
    }

    /// Relative vtables hold 32-bit differences, which are no functions: they say nothing.
    private mutating func read(_ value: Value, of table: GlobalVariable, at offset: Int) {
        for member in value.members(in: module) {
            read(member.value, of: table, at: offset + member.offset)
        }
        if let function = value.function {
            positions[function, default: []].append(AddressPoint(table: table, offset: offset))
        } else if value.name.hasPrefix("_ZTI") {
            addressPoints.insert(AddressPoint(table: table, offset: offset + module.pointerSize))
        }
    }

    /// The vtables with `function` in them, in the module's order.
    public func tables(with function: Function) -> [GlobalVariable] {
        var seen: Set<GlobalVariable> = []
        return (positions[function] ?? []).map(\.table).filter { seen.insert($0).inserted }
    }

    /// The address points of tables with `function` in the slot at `slot` bytes.
    func addressPoints(for function: Function, slot: Int) -> [AddressPoint] {
        (positions[function] ?? []).compactMap { position in
            let (offset, overflow) = position.offset.subtractingReportingOverflow(slot)
            let point = AddressPoint(table: position.table, offset: offset)
            return !overflow && addressPoints.contains(point) ? point : nil
        }
    }
}
