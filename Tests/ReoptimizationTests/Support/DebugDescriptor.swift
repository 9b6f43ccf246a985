import Foundation

/// The objects of this process that debuggers know of: the GDB JIT interface, read as they do.
enum DebugDescriptor {
    /// Where all functions of a name are. Objects of other versions have it, too.
    static func addresses(of name: String) -> [UInt64] {
        // The process itself: its libraries, LLVM among them.
        guard let descriptor = dlsym(dlopen(nil, RTLD_NOW), "__jit_debug_descriptor") else {
            return []
        }
        var result: [UInt64] = []
        // After the version, the last action and the entry it was about: the first entry.
        var entry = descriptor.load(fromByteOffset: 16, as: UnsafeRawPointer?.self)
        while let known = entry {
            let start = known.load(fromByteOffset: 16, as: UnsafeRawPointer.self)
            let size = known.load(fromByteOffset: 24, as: UInt64.self)
            let image = ELFImage(bytes: UnsafeRawBufferPointer(start: start, count: Int(size)))
            result += image.functions.filter { $0.name == name }.map(\.address)
            entry = known.load(as: UnsafeRawPointer?.self)
        }
        return result
    }
}

/// A relocatable 64-bit object whose sections have addresses.
struct ELFImage {
    let bytes: UnsafeRawBufferPointer

    private func load<T: FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
        bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }

    private func section(_ index: Int) -> Int {
        Int(load(0x28, as: UInt64.self)) + index * Int(load(0x3A, as: UInt16.self))
    }

    /// Defined functions.
    var functions: [(name: String, address: UInt64)] {
        var result: [(name: String, address: UInt64)] = []
        for index in 0..<Int(load(0x3C, as: UInt16.self)) {
            let table = section(index)
            guard load(table + 4, as: UInt32.self) == 2 else { continue }  // SHT_SYMTAB
            let names = section(Int(load(table + 0x28, as: UInt32.self)))
            let start = Int(load(table + 0x18, as: UInt64.self))
            for symbol in stride(
                from: start, to: start + Int(load(table + 0x20, as: UInt64.self)), by: 24)
            {
                let home = Int(load(symbol + 6, as: UInt16.self))
                guard load(symbol + 4, as: UInt8.self) & 15 == 2, home != 0 else { continue }
                let name =
                    Int(load(names + 0x18, as: UInt64.self))
                    + Int(load(symbol, as: UInt32.self))
                result.append(
                    (
                        String(decoding: bytes[name...].prefix { $0 != 0 }, as: UTF8.self),
                        load(section(home) + 0x10, as: UInt64.self)
                            + load(symbol + 8, as: UInt64.self)
                    ))
            }
        }
        return result
    }
}
