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
