import Glibc

/// Seconds since this process started, as the kernel counts.
enum ProcessClock {
    static var now: Double {
        let elapsed = seconds(CLOCK_BOOTTIME) - start
        // The kernel tells the start in ticks. What the process has computed fits in between.
        return min(max(seconds(CLOCK_PROCESS_CPUTIME_ID), elapsed - tick), elapsed)
    }

    private static let tick = 1 / Double(sysconf(Int32(_SC_CLK_TCK)))

    /// Seconds from boot to the start of the process, rounded down to a tick.
    private static let start: Double = {
        guard let file = fopen("/proc/self/stat", "re") else { return 0 }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = fread(&buffer, 1, buffer.count, file)
        // The name, in parentheses, may hold anything; the start is the 22nd field.
        let fields = buffer[..<count].split(separator: UInt8(ascii: ")")).last?
            .split(separator: UInt8(ascii: " "))
        guard let fields, fields.count > 19 else { return 0 }
        return (Double(String(decoding: fields[19], as: UTF8.self)) ?? 0) * tick
    }()

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
