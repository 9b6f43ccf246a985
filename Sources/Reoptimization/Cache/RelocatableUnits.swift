internal import LLVM

/// What code refers to by symbols, so that later runs can link it.
extension ProgramUnits {
    /// The symbol of a function's body in code of a version.
    func symbol(_ index: Int, version: Int, loop: Int? = nil) -> String {
        names[index] + (loop.map { ".loop\($0)" } ?? "") + suffix(version)
    }

    /// Symbols of what is not in the objects of code.
    var stubsName: String { "__devirt_stubs.\(slot)" }

    func blockName(_ index: Int) -> String { "__devirt_block.\(slot).\(index)" }

    func cellsName(_ index: Int) -> String { "__devirt_cells.\(slot).\(index)" }

    func watchedName(_ index: Int, version: Int) -> String {
        "__devirt_watched.\(slot).\(index).\(version)"
    }

    /// The symbol of the counters of loops in quick code.
    func loopsName(_ index: Int) -> String { symbol(index, version: 0) + ".loops" }

    /// True if code holds no addresses of the process.
    var isRelocatable: Bool { define != nil }

    /// Where the sites of a function record, with symbols if code refers to it by such.
    func place(of index: Int, count: Int) throws(LLVMError) -> LiveSites.Place? {
        guard let define else { return sites.place(of: index, count: count) }
        return try sites.placeAlone(of: index, count: count) { (place) throws(LLVMError) in
            try define([
                .init(name: blockName(index), address: place.blockAddress),
                .init(name: cellsName(index), address: place.cellsAddress),
            ])
        }
    }

    /// Counters for the loops of a version, with a symbol if code refers to them by such.
    func makeWatched(
        _ index: Int, version: Int, loops count: Int
    ) throws(LLVMError) -> LoopEntries.Counters {
        let base = loops.makeWatched(function: index, loops: count)
        try define?([
            .init(
                name: watchedName(index, version: version),
                address: UInt64(UInt(bitPattern: base)))
        ])
        return LoopEntries.Counters(base: base, count: count)
    }
}
