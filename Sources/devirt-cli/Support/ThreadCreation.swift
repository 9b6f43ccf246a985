public import Devirt
import Glibc

/// Takes the place of the C library's for the whole process, also for `std::thread`: the program's
/// threads must be able to run out of their stacks and still be reported.
@_cdecl("pthread_create")
public func createThread(
    _ thread: UnsafeMutableRawPointer?, _ attributes: UnsafeRawPointer?,
    _ start: ThreadStart?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    createReportingThread(SystemThreads.create, thread, attributes, start, argument)
}

private enum SystemThreads {
    static let create: ThreadCreator = {
        // RTLD_NEXT, a macro that Swift does not know.
        let next = UnsafeMutableRawPointer(bitPattern: -1)
        // A sanitizer, which has to know of all threads, is in this file, too.
        let symbol = dlsym(nil, "__interceptor_pthread_create") ?? dlsym(next, "pthread_create")
        guard let symbol else { abort() }
        return unsafeBitCast(symbol, to: ThreadCreator.self)
    }()
}
