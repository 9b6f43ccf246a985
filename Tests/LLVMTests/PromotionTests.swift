import LLVM
import Testing

@Suite struct PromotionTests {
    private let text = """
        define i32 @caller(ptr %f, i32 %x) {
          %r = call i32 %f(i32 %x)
          ret i32 %r
        }
        define i32 @fits(i32 %x) {
          ret i32 %x
        }
        define i32 @two(i32 %x, i32 %y) {
          ret i32 %x
        }
        define double @result(i32 %x) {
          ret double 0.0
        }
        define fastcc i32 @fast(i32 %x) {
          ret i32 %x
        }
        """

    @Test func obstaclesSayWhy() throws {
        try withModule(text) { module in
            let call = try #require(module.calls(in: "caller").first)
            func obstacle(_ name: String) throws -> String? {
                call.obstacle(toPromoting: try #require(module.function(named: name)))
            }
            #expect(try obstacle("fits") == nil)
            #expect(try obstacle("two") == "The number of arguments mismatch")
            #expect(try obstacle("result") == "Return type mismatch")
            #expect(try obstacle("fast") == "the calling conventions differ")
        }
    }

    @Test func promotionGuardsAndCanBeRepeated() throws {
        try withModule(text) { module in
            let call = try #require(module.calls(in: "caller").first)
            let target = try #require(module.function(named: "fits"))
            let first = call.promote(to: target, hit: 3, miss: 1)
            #expect(first.callee.function == target && call.isIndirect)
            let second = call.promote(to: target, hit: 0, miss: 0)
            #expect(second != first)
            #expect(module.calls(in: "caller").count == 3)
            try module.verify()
            #expect(module.description.contains("!{!\"branch_weights\", i32 3, i32 1}"))
            // No weights are not weights of zero.
            #expect(module.description.components(of: "branch_weights") == 1)
        }
    }
}

extension String {
    fileprivate func components(of text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let start = rest.firstRange(of: text) {
            count += 1
            rest = rest[start.upperBound...]
        }
        return count
    }
}
