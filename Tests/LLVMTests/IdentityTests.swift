import LLVM
import Testing

@Suite struct IdentityTests {
    private func hash(_ body: String, around: String = "") throws -> UInt64 {
        try withModule("define i32 @f(i32 %x, ptr %p) {\n\(body)\n}\n\(around)") { module in
            try #require(module.function(named: "f")).structuralHash
        }
    }

    private let body = "  %y = add i32 %x, 1\n  %r = call i32 %p(i32 %y)\n  ret i32 %r"

    @Test func equalBodiesHashEqually() throws {
        #expect(try hash(body) == hash(body))
        // Names and other functions do not count.
        #expect(
            try hash(body)
                == hash(
                    "begin:\n  %1 = add i32 %x, 1\n  %2 = call i32 %p(i32 %1)\n  ret i32 %2",
                    around: "declare void @other()"))
    }

    @Test(arguments: [
        "  %y = sub i32 %x, 1\n  %r = call i32 %p(i32 %y)\n  ret i32 %r",
        "  %y = add i32 %x, 2\n  %r = call i32 %p(i32 %y)\n  ret i32 %r",
        "  %y = add i32 %x, 1\n  %r = call i32 %p(i32 %x)\n  ret i32 %r",
        "  %y = add i32 %x, 1\n  %r = call i32 %p(i32 %y)\n  ret i32 %y",
        "  %r = call i32 %p(i32 %x)\n  ret i32 %r",
        "  %y = add i32 %x, 1\n  br label %n\nn:\n  %r = call i32 %p(i32 %y)\n  ret i32 %r",
    ])
    func otherBodiesHashDifferently(_ other: String) throws {
        #expect(try hash(body) != hash(other))
    }

    @Test func hashesSurviveBitcode() throws {
        let text = "define i32 @f(i32 %x, ptr %p) {\n\(body)\n}"
        let (bitcode, before) = try withModule(text) {
            ($0.bitcode(), $0.function(named: "f")?.structuralHash)
        }
        let context = Context()
        let after = try bitcode.withUnsafeBytes { bytes in
            let module = try Module(bytes: bytes, name: "a.bc", in: context)
            defer { withExtendedLifetime(module) {} }
            return module.reference.function(named: "f")?.structuralHash
        }
        #expect(before != nil && after == before)
    }

    @Test func localNamesCarryTheFile() throws {
        try withModule(
            """
            source_filename = "dir/a.c"
            define internal void @i() {
              ret void
            }
            define private void @p() {
              ret void
            }
            define linkonce_odr void @o() {
              ret void
            }
            """
        ) { module in
            #expect(module.functions.map(\.profileName) == ["dir/a.c;i", "dir/a.c;p", "o"])
        }
    }

    /// The first eight bytes of the MD5, little-endian: d41d8cd98f00b204... for no bytes, and
    /// 0cc175b9c0f1b6a8... for "a".
    @Test func identifiersAreTheLowHalfOfTheMD5() {
        #expect(globalIdentifier(of: "") == 0x04b2_008f_d98c_1dd4)
        #expect(globalIdentifier(of: "a") == 0xa8b6_f1c0_b975_c10c)
        #expect(globalIdentifier(of: "main") == 0xdb95_6436_e78d_d5fa)
    }
}
