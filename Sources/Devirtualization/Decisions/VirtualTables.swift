internal import LLVM

/// The C++ vtables of a module whose contents are known, by the functions in them.
///
/// A vtable pointer equal to `table + k` has the function at `k + offset` of the table's initializer
/// in its slot at `offset`. That is sound for every `k`, whatever the class hierarchy; only `k`
/// behind a pointer to type information are address points of the Itanium C++ ABI and so worth
/// comparing with.
struct VirtualTables {
    /// Where a vtable pointer may point.
    struct AddressPoint {
        let table: GlobalVariable
        let offset: Int
    }

    private static let pointerSize = 8
    private var positions: [Function: [AddressPoint]] = [:]
    /// The addresses behind pointers to type information.
    private var addressPoints: [GlobalVariable: Set<Int>] = [:]

    /// O(size of the vtables).
    init(of module: ModuleReference) {
        for variable in module.globalVariables
        where variable.name.hasPrefix("_ZTV") && variable.isFixed {
            guard let initializer = variable.initializer else { continue }
            var offset = 0
            read(initializer, of: variable, at: &offset)
        }
    }

    private mutating func read(_ value: Value, of table: GlobalVariable, at offset: inout Int) {
        if value.isAggregateConstant {
            for member in value.members { read(member, of: table, at: &offset) }
            return
        }
        // Relative vtables hold 32-bit differences: not read.
        guard value.type.isPointer else { return }
        if let function = value.function {
            positions[function, default: []].append(AddressPoint(table: table, offset: offset))
        } else if value.name.hasPrefix("_ZTI") {
            addressPoints[table, default: []].insert(offset + Self.pointerSize)
        }
        offset += Self.pointerSize
    }

    /// The address points of tables with `function` in the slot at `slot` bytes.
    func addressPoints(for function: Function, slot: Int) -> [AddressPoint] {
        (positions[function] ?? []).compactMap { position in
            let point = position.offset - slot
            guard addressPoints[position.table]?.contains(point) == true else { return nil }
            return AddressPoint(table: position.table, offset: point)
        }
    }
}
