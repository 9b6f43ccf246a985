internal import LLVM

/// Inserts the inline part of the recorder.
struct RecorderInserter {
    /// Where the cells of sites are.
    enum Cells {
        /// In a thread-local array.
        case threadLocal(GlobalVariable)
        /// At an address that all threads share.
        case shared(Value)
    }

    private let module: ModuleReference
    private let owner: Value
    private let cells: Cells
    private let record: Function
    private let mostlyHits: Metadata
    private let rarelySlow: Metadata
    private let nothing: Metadata

    /// Offsets in `devirt_cell`.
    private enum Cell {
        static let size = 24
        static let hits = 8
        static let countdown = 16
    }

    /// - Parameters:
    ///   - owner: what the slow path is told besides the cell: the module or the block of sites.
    ///   - record: the slow path, `void (value, cell, owner, i32 index)`.
    init(module: ModuleReference, owner: Value, cells: Cells, record: Function) {
        self.module = module
        self.owner = owner
        self.cells = cells
        self.record = record
        mostlyHits = module.branchWeights(2000, 1)
        rarelySlow = module.branchWeights(1, 64)
        nothing = module.metadata(node: [])
    }

    func insert(before call: CallInstruction, recording value: Value, cell index: Int) {
        let head = call.instruction.block
        let function = head.function
        let builder = Builder(before: call.instruction)
        let rest = call.instruction.splitBlock(named: "devirt.call")
        let hit = function.appendBlock(named: "devirt.hit")
        let miss = function.appendBlock(named: "devirt.miss")
        let slow = function.appendBlock(named: "devirt.slow")
        hit.move(after: head)
        head.terminator?.erase()

        builder.move(toEndOf: head)
        let base =
            switch cells {
            case .threadLocal(let array): builder.threadLocalAddress(of: array)
            case .shared(let address): address
            }
        let cell = builder.offset(base, bytes: index * Cell.size, name: "devirt.cell")
        let target = builder.load(module.pointerType, from: cell, name: "devirt.target")
        unchecked(target)
        let isHit = builder.equal(value, target.value, name: "devirt.is.hit")
        builder.branch(if: isHit, then: hit, else: miss).setMetadata("prof", mostlyHits)

        builder.move(toEndOf: hit)
        adjust(builder, cell, at: Cell.hits, bits: 64, by: 1)
        builder.branch(to: rest)

        builder.move(toEndOf: miss)
        let left = adjust(builder, cell, at: Cell.countdown, bits: 32, by: -1)
        let isDue = builder.less(left, module.constant(0, bits: 32), name: "devirt.is.due")
        builder.branch(if: isDue, then: slow, else: rest).setMetadata("prof", rarelySlow)

        builder.move(toEndOf: slow)
        let slowCall = builder.call(
            record,
            [
                value, cell, owner,
                module.constant(UInt64(index), bits: 32),
            ])
        slowCall.setCallingConvention(record.callingConvention)
        slowCall.addAttribute("cold")
        slowCall.addAttribute("nounwind")
        builder.branch(to: rest)
    }

    @discardableResult
    private func adjust(
        _ builder: borrowing Builder, _ cell: Value, at offset: Int, bits: Int, by amount: Int
    ) -> Value {
        let address = builder.offset(cell, bytes: offset)
        let old = builder.load(module.integerType(bits: bits), from: address)
        unchecked(old)
        let new = builder.add(
            old.value, module.constant(UInt64(bitPattern: Int64(amount)), bits: bits))
        unchecked(builder.store(new, to: address))
        return new
    }

    /// Sanitizers leave the recorder alone: other threads read cells under the runtime's lock.
    private func unchecked(_ access: Instruction) {
        access.setMetadata("nosanitize", nothing)
    }
}

extension ModuleReference {
    /// The declaration of the recorder's slow path for files.
    var recorderFunction: Function {
        let function = runtimeFunction(
            RuntimeNames.record, [pointerType, pointerType, pointerType, integerType(bits: 32)])
        function.setCallingConvention(.preserveMost)
        function.addAttribute("cold")
        return function
    }

    /// The declaration of a function of the runtime, which returns nothing and never throws.
    func runtimeFunction(_ name: String, _ parameters: [Type]) -> Function {
        if let known = function(named: name) { return known }
        let function = addFunction(
            named: name, type: FunctionType(result: voidType, parameters: parameters))
        function.addAttribute("nounwind")
        return function
    }
}
