import LLVM
import Testing

@Suite struct IndexedProfileTests {
    private let functions = [
        IndexedFunction(
            name: "caller", hash: 7, counters: 3, memorySites: 1,
            sites: [
                [.init(guid: globalIdentifier(of: "target"), count: 900)], [],
                [.init(guid: 0, count: 2), .init(guid: 5, count: 1)],
            ]),
        IndexedFunction(name: "target", hash: 8, counters: 1, memorySites: 0, sites: []),
    ]

    @Test func whatIsWrittenIsRead() throws {
        let bytes = IndexedProfile.write(functions)
        let read = try IndexedProfile.read(bytes, name: "p").sorted { $0.name < $1.name }
        #expect(read.map(\.name) == ["caller", "target"])
        #expect(read.map(\.hash) == [7, 8])
        #expect(read.map(\.counters) == [3, 1])
        #expect(read.map(\.memorySites) == [1, 0])
        #expect(read[0].sites.map { $0.map(\.count).sorted() } == [[900], [], [1, 2]])
        #expect(read[0].sites[0].first?.name == "target")
        #expect(read[0].sites[2].allSatisfy { $0.name == nil })
        #expect(IndexedProfile.write(functions) == bytes)
    }

    @Test func manyTargetsAreCut() throws {
        let many = (1...300).map { IndexedFunction.Target(guid: UInt64($0), count: 1) }
        let bytes = IndexedProfile.write([
            IndexedFunction(name: "f", hash: 1, counters: 1, memorySites: 0, sites: [many])
        ])
        #expect(try IndexedProfile.read(bytes, name: "p").first?.sites.first?.count == 255)
    }

    @Test(arguments: [[], Array("no profile at all".utf8), [0xFF, 0x6C, 0x70, 0x72]])
    func otherBytesAreRefused(bytes: [UInt8]) {
        #expect(throws: LLVMError.self) { try IndexedProfile.read(bytes, name: "p") }
    }

    @Test func aHeaderAloneIsRefused() {
        let bytes = Array(IndexedProfile.write(functions).prefix(20))
        #expect(throws: LLVMError.self) { try IndexedProfile.read(bytes, name: "p") }
    }

    /// LLVM's reader crashes on some of these.
    @Test func damageIsSurvived() throws {
        let bytes = IndexedProfile.write(functions)
        for index in stride(from: 8, to: bytes.count, by: 23) {
            var damaged = bytes
            damaged[index] ^= 0xFF
            do {
                _ = try IndexedProfile.read(damaged, name: "p")
            } catch LLVMError.malformedProfile(let file, let message) {
                #expect(file == "p")
                #expect(!message.isEmpty)
            }
        }
    }
}
