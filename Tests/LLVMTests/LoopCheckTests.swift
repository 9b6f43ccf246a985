import LLVM
import Testing

/// Loops that look where they go on only after guards missed.
@Suite("Loop checks") struct LoopCheckTests {
    /// A loop with a guard, whose iterations end with `rest`.
    private func text(
        missed: Bool = true, rest: String = "", callee: String = "declare i32 @other(i32)"
    ) -> String {
        """
        define i32 @sum(ptr %f, i32 %n) {
        entry:
          br label %loop
        loop:
          %i = phi i32 [ 0, %entry ], [ %next, %join ]
          %sum = phi i32 [ 0, %entry ], [ %more, %join ]
          %isKnown = icmp eq ptr %f, @known
          br i1 %isKnown, label %hit, label %miss
        hit:
          %a = call i32 @known(i32 %i)
          br label %join
        miss:
          %isDue = icmp slt i32 %i, 0
          br i1 %isDue, label %due, label %fallback\(missed ? ", !missed !0" : "")
        due:
          call void @report()
          br label %fallback
        fallback:
          %b = call i32 %f(i32 %i)
          br label %join
        join:
          %y = phi i32 [ %a, %hit ], [ %b, %fallback ]
          \(rest)
          %more = add i32 %sum, %y
          %next = add i32 %i, 1
          %end = icmp eq i32 %next, %n
          br i1 %end, label %out, label %loop
        out:
          %last = phi i32 [ %more, %join ]
          %both = xor i32 %last, %y
          ret i32 %both
        }
        define i32 @known(i32 %x) noinline {
          ret i32 %x
        }
        declare void @report()
        \(callee)
        !0 = !{}
        """
    }

    /// The body after checks were put in and sunk, and how many were.
    private func sunk(_ text: String) throws -> (text: String, count: Int) {
        try withModule(text) { module in
            let function = try #require(module.function(named: "sum"))
            let counters = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
            defer { counters.deallocate() }
            let loops = function.checkLoops(
                LoopChecks(
                    enter: "enter", token: 1,
                    counters: .watched(callees: [], make: { _ in counters }), symbol: "counters"))
            #expect(loops == [-1])
            let count = module.sinkLoopChecks(missed: "missed")
            try module.verify()
            return (function.description, count)
        }
    }

    /// A block of a function's text.
    private func block(_ name: String, of text: String) -> Substring {
        guard let start = text.firstRange(of: "\n\(name):") else { return "" }
        let rest = text[start.upperBound...]
        return rest.prefix(upTo: rest.firstRange(of: "\n\n")?.lowerBound ?? rest.endIndex)
    }

    @Test func iterationsThatHitDoWithout() throws {
        let (text, count) = try sunk(text())
        #expect(count == 1)
        #expect(!block("loop", of: text).contains("counters"))
        #expect(block("miss", of: text).contains("load volatile i32, ptr @counters"))
        // What is handed over are the values of the iteration to come.
        let left = block("loop.leave", of: text)
        #expect(left.contains("%next.missed") && left.contains("%more.missed"))
        #expect(block("loop.due", of: text).contains("label %loop.outer"))
        #expect(block("loop", of: text).contains("%loop.outer ]"))
    }

    @Test func loopsThatCannotMissDoNotAsk() throws {
        let (text, count) = try sunk(text(missed: false))
        #expect(count == 1)
        #expect(!text.contains("load volatile"))
    }

    @Test func longIterationsAskAtTheirHeads() throws {
        let rest = (0..<200).map { "%r\($0) = call i32 @other(i32 \($0))" }
        let (text, count) = try sunk(text(rest: rest.joined(separator: "\n")))
        #expect(count == 0)
        #expect(block("loop", of: text).contains("load volatile"))
    }

    /// What such a body does after it was inlined is not known yet.
    @Test func loopsThatCallBodiesWithMissesAskAtTheirHeads() throws {
        let callee = """
            define i32 @other(i32 %x) {
              %isDue = icmp slt i32 %x, 0
              br i1 %isDue, label %due, label %rest, !missed !0
            due:
              br label %rest
            rest:
              ret i32 %x
            }
            """
        let between = """
            define i32 @between(i32 %x) {
              %y = call i32 @other(i32 %x)
              ret i32 %y
            }
            """
        for name in ["other", "between"] {
            let rest = "%r = call i32 @\(name)(i32 %y)"
            #expect(try sunk(text(rest: rest, callee: callee + between)).count == 0)
        }
    }

    /// Two guards one after the other, an exit between them, and values that change places.
    @Test func valuesOfAllWaysMeet() throws {
        let (text, count) = try sunk(
            """
            define i32 @sum(ptr %f, ptr %g, i32 %n) personality ptr @__gxx_personality_v0 {
            entry:
              br label %loop
            loop:
              %a = phi i32 [ 0, %entry ], [ %b, %latch ]
              %b = phi i32 [ 1, %entry ], [ %a, %latch ]
              %i = phi i32 [ 0, %entry ], [ %next, %latch ]
              %isF = icmp eq ptr %f, @known
              br i1 %isF, label %join, label %miss
            miss:
              %isDue = icmp slt i32 %i, 0
              br i1 %isDue, label %due, label %fallback, !missed !0
            due:
              br label %fallback
            fallback:
              %y = call i32 %f(i32 %i)
              br label %join
            join:
              %x = phi i32 [ %i, %loop ], [ %y, %fallback ]
              %between = mul i32 %x, %a
              %stops = icmp eq i32 %between, 77
              br i1 %stops, label %out, label %second
            second:
              %isG = icmp eq ptr %g, @known
              br i1 %isG, label %latch, label %miss2
            miss2:
              %isDue2 = icmp slt i32 %between, 0
              br i1 %isDue2, label %due2, label %fallback2, !missed !0
            due2:
              br label %fallback2
            fallback2:
              %z = invoke i32 %g(i32 %between) to label %latch unwind label %pad
            pad:
              %caught = landingpad { ptr, i32 } cleanup
              br label %latch
            latch:
              %w = phi i32 [ %between, %second ], [ %z, %fallback2 ], [ 3, %pad ]
              %next = add i32 %i, %w
              %end = icmp sge i32 %next, %n
              br i1 %end, label %out, label %loop
            out:
              %last = phi i32 [ %x, %join ], [ %w, %latch ]
              %both = xor i32 %last, %between
              ret i32 %both
            }
            declare i32 @known(i32)
            declare i32 @__gxx_personality_v0(...)
            !0 = !{}
            """)
        #expect(count == 1)
        #expect(!block("loop", of: text).contains("counters"))
        #expect(block("miss", of: text).contains("load volatile"))
        #expect(block("miss2", of: text).contains("load volatile"))
    }
}
