import Testing

@testable import DevirtProfile

@Suite struct SaturatingTests {
    @Test func sumsAndProductsStayAtTheLargestNumber() {
        #expect(UInt8(250).addingSaturated(5) == 255)
        #expect(UInt8(250).addingSaturated(6) == 255)
        #expect(UInt8(51).multipliedSaturated(by: 5) == 255)
        #expect(UInt8(52).multipliedSaturated(by: 5) == 255)
        #expect(UInt8(3).subtractingSaturated(5) == 0)
    }

    @Test func groupingDoesNotMatterEvenWhenSaturating() {
        let numbers: [UInt8] = [0, 1, 2, 3, 100, 127, 128, 200, 254, 255]
        for a in numbers {
            for b in numbers {
                for c in numbers {
                    #expect(
                        a.addingSaturated(b).addingSaturated(c)
                            == a.addingSaturated(b.addingSaturated(c)))
                    #expect(
                        a.addingSaturated(b).multipliedSaturated(by: c)
                            == a.multipliedSaturated(by: c)
                            .addingSaturated(b.multipliedSaturated(by: c)))
                }
            }
        }
    }
}
