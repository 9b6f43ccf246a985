import LLVM
import Testing

@Suite struct CallInstructionTests {
    @Test func indirectMeansComputed() throws {
        try withModule(
            """
            @a = alias void (), ptr @d
            @i = ifunc void (), ptr @r
            define internal ptr @r() {
              ret ptr null
            }
            define void @d() {
              ret void
            }
            define void @f(ptr %p) {
              call void %p()
              call void @d()
              call void @a()
              call void @i()
              call void asm "nop", ""()
              call void null()
              ret void
            }
            """
        ) { module in
            let calls = module.calls(in: "f")
            #expect(calls.map(\.isIndirect) == [true, false, false, false, false, false])
            #expect(calls[1].callee.function?.name == "d")
            #expect(calls[0].callee.function == nil)
        }
    }

    @Test func argumentsExcludeBundlesAndCallee() throws {
        try withModule(
            """
            define void @f(ptr %p, i32 %x) {
              %r = call i32 (ptr, ...) %p(ptr %p, i32 %x) [ "deopt"(i32 1), "other"() ]
              ret void
            }
            """
        ) { module in
            let call = try #require(module.calls(in: "f").first)
            #expect(call.arguments.map(\.name) == ["p", "x"])
            #expect(call.bundleTags == ["deopt", "other"])
            #expect(call.calleeType.description == "i32 (ptr, ...)")
            #expect(call.name == "r")
        }
    }

    @Test func mustTailIsNotTail() throws {
        try withModule(
            """
            declare i32 @__gxx_personality_v0(...)
            define void @one(ptr %p) {
              musttail call void %p(ptr %p)
              ret void
            }
            define void @two(ptr %p) personality ptr @__gxx_personality_v0 {
              tail call void %p()
              call void %p()
              invoke void %p() to label %ok unwind label %bad
            ok:
              ret void
            bad:
              %pad = landingpad { ptr, i32 } cleanup
              ret void
            }
            """
        ) { module in
            #expect(module.calls(in: "one").map(\.isMustTail) == [true])
            #expect(module.calls(in: "two").map(\.isMustTail) == [false, false, false])
            #expect(module.calls(in: "two").last?.instruction.opcode == .invoke)
        }
    }

    @Test func attributesOfCallAndArguments() throws {
        try withModule(
            """
            define swiftcc void @f(ptr %p, ptr swiftself %s) {
              call swiftcc void %p(i32 1, ptr swiftself %s) convergent
              call fastcc void %p()
              ret void
            }
            """
        ) { module in
            let calls = module.calls(in: "f")
            #expect(calls[0].hasAttribute("convergent") && !calls[1].hasAttribute("convergent"))
            #expect(!calls[0].hasAttribute("no-such-attribute"))
            #expect(calls[0].argument(1, has: "swiftself"))
            #expect(!calls[0].argument(0, has: "swiftself"))
            #expect(!calls[0].argument(99, has: "swiftself"))
            #expect(calls[0].callingConvention == CallingConvention.swift.rawValue)
            #expect(calls[1].callingConvention == 8)
            calls[1].setCallingConvention(.preserveMost)
            calls[1].addAttribute("cold")
            #expect(calls[1].description.contains("call preserve_mostcc void %p() #"))
            #expect(calls[1].hasAttribute("cold") && !calls[0].hasAttribute("cold"))
        }
    }
}
