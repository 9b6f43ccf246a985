import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

@Suite struct InstrumenterTests {
    @Test func theResultCountsAndNames() throws {
        try withModule(caller("a", sites: 2) + caller("b", "noprofile") + leaf("c")) { module in
            let result = try Instrumenter(options: InstrumentationOptions()).instrument(module)
            #expect(result.recorded == 2)
            #expect(result.functions == 2)
            #expect(result.skipped.map(\.function) == ["b"])
            #expect(result.skipped.map(\.reason) == [.noProfile])
            #expect(result.skipped.map(\.site.ordinal) == [0])
            try module.verify()
            #expect(module.function(named: "__devirt_record") != nil)
        }
    }

    @Test func twiceIsAnErrorAndChangesNothing() throws {
        try withModule(caller("a"), name: "a.bc") { module in
            let instrumenter = Instrumenter(options: InstrumentationOptions())
            _ = try instrumenter.instrument(module)
            let before = module.description
            #expect(throws: DevirtualizationError.alreadyInstrumented(module: "a.bc")) {
                try instrumenter.instrument(module)
            }
            #expect(module.description == before)
        }
    }

    @Test func theSitesOfTheInstrumentedModuleAreTheSame() throws {
        try withModule(caller("a", sites: 3) + caller("b")) { module in
            func types() -> [[String]] {
                CallSiteFinder.sites(in: module, at: .asIs).map {
                    $0.sites.map(\.identity.calleeType)
                }
            }
            let before = types()
            _ = try Instrumenter(options: InstrumentationOptions()).instrument(module)
            #expect(types() == before)
        }
    }

    @Test(arguments: InstrumentationOptions.Mode.allCases, InstrumentationOptions.Record.allCases)
    func everyCombinationIsValid(
        _ mode: InstrumentationOptions.Mode, _ record: InstrumentationOptions.Record
    ) throws {
        try withModule(
            """
            @_ZTV1A = constant [3 x ptr] [ptr null, ptr null, ptr @m]
            define void @m(ptr %this) {
              ret void
            }
            define void @f(ptr %object) {
              %table = load ptr, ptr %object
              %m = load ptr, ptr %table
              call void %m(ptr %object)
              ret void
            }
            """
        ) { module in
            let options = InstrumentationOptions(
                mode: mode, record: record, profileFile: "p-%p.devirtraw")
            #expect(try Instrumenter(options: options).instrument(module).recorded == 1)
            try module.verify()
            let slots = module.globalVariable(named: "__devirt_slots")
            #expect((slots != nil) == (record == .vtables))
        }
    }

    @Test func theTableInTheModuleIsTheLayout() throws {
        try withModule(caller("a", sites: 2) + caller("b", "noprofile")) { module in
            let table = SiteLayout(CallSiteFinder.sites(in: module, at: .asIs)).table
            _ = try Instrumenter(options: InstrumentationOptions()).instrument(module)
            let metadata = try #require(module.globalVariable(named: "__devirt_metadata"))
            #expect(metadata.byteSize == table.encoded().count)
            let expected = module.constant(bytes: table.encoded())
            #expect(metadata.initializer == expected)
        }
    }
}
