import DevirtProfile
import Testing

@Suite struct SiteKindTests {
    @Test func numbersAreThoseOfTheFormat() {
        #expect(
            SiteKind.known.map(\.name) == [
                "function-pointer", "virtual", "member-pointer", "std-function",
                "swift-class-method", "swift-witness", "swift-closure", "rust-dyn",
            ])
        #expect(
            SiteKind.known == [
                .functionPointer, .virtualCall, .memberPointer, .stdFunction, .swiftClassMethod,
                .swiftWitness, .swiftClosure, .rustDyn,
            ])
    }

    @Test func unknownKindsAreKept() {
        #expect(SiteKind(rawValue: 8).name == "kind-8")
        #expect("\(SiteKind(rawValue: 255))" == "kind-255")
        #expect(SiteKind(rawValue: 200).rawValue == 200)
    }

    @Test func pointsHaveNames() {
        #expect(InstrumentationPoint.allCases.map(\.name) == ["as-is", "early"])
        #expect("\(InstrumentationPoint.early)" == "early")
    }
}
