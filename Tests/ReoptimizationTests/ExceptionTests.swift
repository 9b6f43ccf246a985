import Foundation
import LLVM
import Reoptimization
import Synchronization
import Testing

/// C++ exceptions in linked code: handlers are found, whatever is linked meanwhile.
@Suite("Exceptions", .serialized)
struct ExceptionTests {
    private static let declarations = """
        declare ptr @__cxa_allocate_exception(i64)
        declare void @__cxa_throw(ptr, ptr, ptr)
        declare ptr @__cxa_begin_catch(ptr)
        declare void @__cxa_end_catch()
        declare i32 @__gxx_personality_v0(...)
        @_ZTIi = external constant ptr
        """

    /// `pass` calls the one of the module before, and cleans up; every tenth throws. `catch`
    /// returns what was thrown.
    private static func text(_ module: Int) -> String {
        let pass =
            module % 10 == 0
            ? """
            define i32 @pass\(module)(i32 %x, ptr %cleaned) {
              %thrown = add i32 %x, \(module)
              %e = call ptr @__cxa_allocate_exception(i64 4)
              store i32 %thrown, ptr %e
              call void @__cxa_throw(ptr %e, ptr @_ZTIi, ptr null)
              unreachable
            }
            """
            : """
            declare i32 @pass\(module - 1)(i32, ptr)
            define i32 @pass\(module)(i32 %x, ptr %cleaned) personality ptr @__gxx_personality_v0 {
              %r = invoke i32 @pass\(module - 1)(i32 %x, ptr %cleaned)
                to label %ok unwind label %bad
            ok:
              ret i32 %r
            bad:
              %e = landingpad { ptr, i32 } cleanup
              %old = load i32, ptr %cleaned
              %new = add i32 %old, 1
              store i32 %new, ptr %cleaned
              resume { ptr, i32 } %e
            }
            """
        return """
            \(declarations)
            \(pass)
            define i32 @catch\(module)(i32 %x) personality ptr @__gxx_personality_v0 {
              %cleaned = alloca i32
              store i32 0, ptr %cleaned
              %r = invoke i32 @pass\(module)(i32 %x, ptr %cleaned) to label %ok unwind label %bad
            ok:
              ret i32 -1
            bad:
              %e = landingpad { ptr, i32 } catch ptr @_ZTIi
              %p = extractvalue { ptr, i32 } %e, 0
              %v = call ptr @__cxa_begin_catch(ptr %p)
              %thrown = load i32, ptr %v
              call void @__cxa_end_catch()
              %count = load i32, ptr %cleaned
              %high = mul i32 %count, 1000000
              %sum = add i32 %thrown, %high
              ret i32 %sum
            }
            """
    }

    private static func caught(_ module: Int, _ x: Int) -> CallValue {
        .int32(Int32(x + module / 10 * 10 + module % 10 * 1_000_000))
    }

    /// One object for each function and version: they are linked while other threads throw.
    private func throwEverywhere(modules: Int, rounds: Int) throws -> Int {
        let jit = try ReoptimizingJIT(
            policy: TierPolicy(hotEntries: 5, threads: 2), runtime: Programs.runtime)
        for module in 0..<modules {
            try jit.add(try Module(text: Self.text(module), in: Context()))
        }
        let wrong = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            // Each begins elsewhere, and what one has linked the others use.
            for step in 0..<modules * rounds {
                let module = (thread * modules / 4 + step) % modules
                let result = try? jit.call("catch\(module)", .int32(Int32(step)))
                if result != Self.caught(module, step) { wrong.add(1, ordering: .relaxed) }
            }
        }
        return wrong.load(ordering: .relaxed)
    }

    @Test func threadsThrowWhileObjectsAreLinked() throws {
        #expect(try throwEverywhere(modules: 600, rounds: 4) == 0)
    }

    @Test func sessionsComeAndGo() throws {
        // Code of the next is where that of the one before was.
        for _ in 0..<15 { #expect(try throwEverywhere(modules: 12, rounds: 6) == 0) }
        let failures = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<3 {
                let wrong = try? throwEverywhere(modules: 12, rounds: 6)
                if wrong != 0 { failures.add(1, ordering: .relaxed) }
            }
        }
        #expect(failures.load(ordering: .relaxed) == 0)
    }

    // MARK: What the unwinder is told

    private typealias Finder = @convention(c) (UInt, UnsafeMutablePointer<UInt>) -> UInt

    /// The description of the frame at an address.
    private func description(at address: UInt64, in library: String? = nil) throws -> UInt {
        let handle = try #require(dlopen(library, RTLD_NOW))
        defer { dlclose(handle) }
        let symbol = try #require(dlsym(handle, "_Unwind_Find_FDE"))
        var bases: [UInt] = [0, 0, 0]
        return unsafeBitCast(symbol, to: Finder.self)(UInt(address), &bases)
    }

    @Test func framesAreFoundWhileTheirSessionLives() throws {
        var addresses: [UInt64] = []
        do {
            let session = try ExecutionSession(runtime: Programs.runtime)
            let machine = try TargetMachine(hostWith: .none)
            for number in 0..<20 {
                let module = try Module(
                    text: "define i32 @f\(number)() { ret i32 \(number) }", in: Context())
                try session.add(try machine.emitObject(module))
            }
            addresses = try session.addresses(of: (0..<20).map { "f\($0)" })
            let known = try addresses.map { try description(at: $0) }
            #expect(!known.contains(0))
            #expect(Set(known).count == addresses.count)
            // The unwinder itself has nothing to search.
            for address in addresses {
                #expect(try description(at: address, in: "libgcc_s.so.1") == 0)
            }
        }
        for address in addresses { #expect(try description(at: address) == 0) }
        // Those of libraries are its own.
        let native = UInt64(UInt(bitPattern: dlsym(nil, "__cxa_throw")))
        #expect(try description(at: native + 1) != 0)
    }
}
