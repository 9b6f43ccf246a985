import ArgumentParser
import Devirt

/// Who is told about the code of a running program.
struct DebuggingOptions: ParsableArguments {
    @Flag(help: "Tell debuggers the functions and source lines (GDB JIT interface).")
    var gdb = false

    @Flag(help: "Write the functions to /tmp/perf-<pid>.map, for 'perf report'.")
    var perfMap = false

    @Flag(help: "Write functions and code below $JITDUMPDIR, for 'perf inject --jit'.")
    var jitdump = false

    var observers: DebuggingSupport {
        var result: DebuggingSupport = []
        if gdb { result.insert(.gdb) }
        if perfMap { result.insert(.perfMap) }
        if jitdump { result.insert(.jitDump) }
        return result
    }
}
