import ArgumentParser
import Reoptimization

extension RunVerb {
    /// Makes the calls of the command line in order and prints their results.
    ///
    /// - Parameter arguments: what followed `--`.
    func makeCalls(on jit: ReoptimizingJIT, arguments: [String]) throws {
        guard arguments.isEmpty else {
            throw ValidationError("What follows '--' is for main, which --call replaces.")
        }
        // All of them before the first has an effect.
        for call in calls {
            try reportingErrors { () throws(JITError) in try jit.check(call) }
        }
        for call in calls {
            let result = try reportingErrors { () throws(JITError) in try jit.call(call) }
            // Through the buffer the program prints to, so that lines keep their order.
            if let result { print(result) }
        }
        try reportingErrors { () throws(JITError) in try jit.finish() }
    }
}
