import LLVM
import Testing

@Suite struct AttributeTests {
    @Test func enumeratedAndStringAttributesAreRead() throws {
        try withModule(
            "define void @f() noinline \"target-cpu\"=\"z1\" \"flag\" {\n  ret void\n}"
        ) { module in
            let function = try #require(module.function(named: "f"))
            #expect(function.hasAttribute("noinline"))
            #expect(function.hasAttribute("target-cpu"))
            #expect(function.hasAttribute("flag"))
            #expect(!function.hasAttribute("naked"))
            #expect(!function.hasAttribute("target-features"))
            #expect(!function.hasAttribute(""))
        }
    }

    @Test func attributesOfResultAndParametersAreTheirOwn() throws {
        try withModule("declare signext i8 @f(i8 zeroext, i8, ptr byval(i32))") { module in
            let function = try #require(module.function(named: "f"))
            #expect(function.resultHasAttribute("signext"))
            #expect(!function.resultHasAttribute("zeroext"))
            let zero = (0..<3).map { function.parameter($0, hasAttribute: "zeroext") }
            #expect(zero == [true, false, false])
            #expect(function.parameter(2, hasAttribute: "byval"))
            #expect(!function.hasAttribute("signext") && !function.hasAttribute("zeroext"))
        }
    }

    @Test func addedAttributesAreOfTheRightKind() throws {
        try withModule("define void @f() {\n  ret void\n}") { module in
            let function = try #require(module.function(named: "f"))
            function.addAttribute("cold")
            function.addAttribute("my-flag")
            function.addAttribute("my-key", value: "my value")
            #expect(
                module.description.contains(
                    "attributes #0 = { cold \"my-flag\" \"my-key\"=\"my value\" }"))
        }
    }
}
