internal import DevirtProfile
internal import LLVM

/// What an instrumented module tells the runtime: a `devirt_module` (runtime/include/devirt/abi.h),
/// the tables it points to, and the constructor and destructor that hand it over.
struct RuntimeDescriptor {
    let module: GlobalVariable
    /// The thread-local array of cells; nil if nothing is recorded.
    let cells: GlobalVariable?

    /// - Parameter slots: per recorded site the byte offset of the callee in the vtable it records,
    ///   or nil where the callee itself is recorded.
    init(
        of layout: SiteLayout, in module: ModuleReference, options: InstrumentationOptions,
        slots: [Int?]
    ) {
        // The function table is read from the module as it is, before runtime functions are added.
        let symbols = SymbolTable(of: module, withVirtualTables: options.record == .vtables)

        if layout.recorded.isEmpty {
            cells = nil
        } else {
            let word = module.integerType(bits: 64)
            let cell = module.structType([module.pointerType, word, word])
            let type = module.arrayType(cell, count: layout.recorded.count)
            let global = module.addGlobalVariable(named: RuntimeNames.cells, type: type)
            global.initializer = module.zero(type)
            global.linkage = .internal
            global.isThreadLocal = true
            global.setAlignment(8)
            cells = global
        }

        let metadata = layout.table.encoded()
        func table(_ name: String, _ contents: Value?) -> Value {
            contents.map { module.addConstant(named: name, $0).value } ?? module.nullPointer
        }
        let slotTable =
            slots.contains { $0 != nil }
            ? module.constant(
                arrayOf: module.integerType(bits: 32),
                slots.map { module.constant(UInt64(bitPattern: Int64($0 ?? -1)), bits: 32) })
            : nil
        let descriptor = module.constant(structOf: [
            module.constant(UInt64(Instrumenter.runtimeABI), bits: 32),
            module.constant(UInt64(layout.recorded.count), bits: 32),
            module.constant(SiteTable.signature(ofEncoded: metadata), bits: 64),
            table(RuntimeNames.metadata, module.constant(bytes: metadata)),
            module.constant(UInt64(metadata.count), bits: 64),
            table(RuntimeNames.symbols, symbols.entries),
            module.constant(UInt64(symbols.count), bits: 64),
            table(RuntimeNames.names, symbols.names),
            table(RuntimeNames.slots, slotTable),
            table(
                RuntimeNames.defaultFile,
                options.profileFile.map { module.constant(bytes: Array($0.utf8) + [0]) }),
            module.constant(UInt64(options.mode.rawValue), bits: 32),
            module.constant(0, bits: 32),
            module.nullPointer,
        ])
        let global = module.addGlobalVariable(named: RuntimeNames.module, type: descriptor.type)
        global.initializer = descriptor
        global.linkage = .internal
        self.module = global

        // Priority 0: registered before the first constructor of the program can record, and the
        // runtime's exit handler then runs after the last destructor.
        let construct = Self.addCall(
            to: RuntimeNames.register, of: global, from: RuntimeNames.constructor, in: module)
        module.addConstructor(construct, priority: 0)
        let destroy = Self.addCall(
            to: RuntimeNames.unregister, of: global, from: RuntimeNames.destructor, in: module)
        module.addDestructor(destroy, priority: 0)
    }

    /// Adds `internal void name() { callee(@descriptor) }`.
    private static func addCall(
        to callee: String, of descriptor: GlobalVariable, from name: String,
        in module: ModuleReference
    ) -> Function {
        let function = module.addFunction(
            named: name, type: FunctionType(result: module.voidType, parameters: []))
        function.linkage = .internal
        function.addAttribute("nounwind")
        function.addAttribute("noinline")
        let builder = Builder(atEndOf: function.appendBlock(named: "entry"))
        builder.call(
            module.runtimeFunction(callee, [module.pointerType]), [descriptor.value])
        builder.returnVoid()
        return function
    }
}

/// The named addresses of a module that may turn up as targets: `devirt_symbol` entries.
private struct SymbolTable {
    let entries: Value?
    let names: Value?
    let count: Int

    init(of module: ModuleReference, withVirtualTables: Bool) {
        var rows: [Value] = []
        var names: [UInt8] = []
        func add(_ address: Value, size: Int, name: String) {
            rows.append(
                module.constant(structOf: [
                    address, module.constant(UInt64(size), bits: 32),
                    module.constant(UInt64(names.count), bits: 32),
                ]))
            names += Array(name.utf8) + [0]
        }
        // Only functions whose address is taken already: the table must not keep others alive or
        // stop the optimizer from changing them.
        for function in module.functions
        where !function.isIntrinsic && function.hasAddressTaken
            && !function.name.hasPrefix(RuntimeNames.prefix)
        {
            add(function.value, size: 0, name: function.profileName)
        }
        if withVirtualTables {
            for variable in module.globalVariables
            where variable.name.hasPrefix("_ZTV") && !variable.isThreadLocal {
                add(variable.value, size: variable.byteSize, name: variable.name)
            }
        }
        count = rows.count
        entries = rows.first.map { module.constant(arrayOf: $0.type, rows) }
        self.names = rows.isEmpty ? nil : module.constant(bytes: names)
    }
}
