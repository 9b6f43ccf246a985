internal import CLLVM

/// Finds out what code threads may still run, from what their stacks refer to.
public enum StackScan {
    /// The number of the calling thread.
    public static var ownThread: Int32 { DevirtThreadNumber() }

    /// True if the calling thread runs on a stack that is neither its own nor that of its signal
    /// handlers.
    public static var isOnForeignStack: Bool { DevirtIsOnForeignStack() }

    /// The numbers of all threads; nil if they cannot be listed now.
    public static func threads() -> Set<Int32>? {
        // More are more than it is worth.
        let capacity = 4096
        let threads = [Int32](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = DevirtListThreads(buffer.baseAddress, capacity)
        }
        return threads.isEmpty ? nil : Set(threads)
    }

    /// Which of the ranges, sorted and apart, the calling thread refers to; nil: not known.
    public static func own(_ ranges: CodeRanges) -> [Bool]? {
        ranges.scan { DevirtScanOwnStack($0, $1, $2) }
    }

    /// Which of the ranges another thread refers to, if it is blocked in a system call; nil: not
    /// known.
    public static func thread(_ number: Int32, _ ranges: CodeRanges) -> [Bool]? {
        ranges.scan { DevirtScanThread(number, $0, $1, $2) }
    }

    /// What answers loops: where to go on.
    public typealias LoopAnswer =
        @convention(c) (UInt64, UInt32, UnsafeMutablePointer<Int32>?) -> UInt

    /// What loops call to be answered, such that threads on their way from the answer to the code are
    /// known. One for the process.
    public static func loopHook(_ answer: @escaping LoopAnswer) -> UInt64 {
        UInt64(unsafeBitCast(DevirtLoopHook(answer), to: UInt.self))
    }
}

/// Memory of code, sorted.
public struct CodeRanges: Sendable {
    private let ranges: [DevirtCodeRange]

    /// - Parameter ranges: apart.
    public init(_ ranges: [Range<UInt64>]) {
        self.ranges = ranges.map { DevirtCodeRange(start: $0.lowerBound, end: $0.upperBound) }
            .sorted { $0.start < $1.start }
    }

    fileprivate func scan(
        _ scan: (
            UnsafePointer<DevirtCodeRange>?, Int, UnsafeMutablePointer<Bool>?
        ) -> Bool
    ) -> [Bool]? {
        var found = [Bool](repeating: false, count: ranges.count)
        let isKnown = ranges.withUnsafeBufferPointer { ranges in
            found.withUnsafeMutableBufferPointer { found in
                scan(ranges.baseAddress, ranges.count, found.baseAddress)
            }
        }
        return isKnown ? found : nil
    }
}
