import Testing

@testable import DevirtREPL

/// What is missing is known before an input runs.
@Suite("Symbols of inputs")
struct InputSymbolsTests {
    @Test func whatCalleesMissIsMissing() {
        var symbols = InputSymbols()
        symbols.add(ModuleNames(defined: ["f"], foreign: ["g", "puts"]), of: 1)
        symbols.add(ModuleNames(defined: [], foreign: ["f"]), of: 2)
        #expect(symbols.undefined(in: 2) { $0 == "puts" } == ["g"])
        symbols.add(ModuleNames(defined: ["g"], foreign: []), of: 3)
        #expect(symbols.undefined(in: 2) { _ in false } == [])
        symbols.remove(3)
        #expect(symbols.undefined(in: 2) { _ in false } == ["g"])
    }

    @Test func circlesEnd() {
        var symbols = InputSymbols()
        symbols.add(ModuleNames(defined: ["f"], foreign: ["g"]), of: 1)
        symbols.add(ModuleNames(defined: ["g"], foreign: ["f", "h"]), of: 2)
        #expect(symbols.undefined(in: 1) { _ in false } == ["h"])
    }

    @Test func variablesOfEarlierInputsAreNeeded() {
        var symbols = InputSymbols()
        symbols.add(ModuleNames(defined: [], foreign: ["v", "f"]), of: 1)
        symbols.add(ModuleNames(defined: ["v", "f"], foreign: [], variables: ["v"]), of: 2)
        #expect(symbols.usedVariable(of: 2) == "v")
        symbols.add(ModuleNames(defined: ["w"], foreign: [], variables: ["w"]), of: 3)
        #expect(symbols.usedVariable(of: 3) == nil)
    }
}
