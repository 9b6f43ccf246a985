internal import CFFI
internal import Foundation

/// Calls native code whose signature is known at run time only.
enum NativeCall {
    /// Calls the function at `address` on the calling thread.
    ///
    /// - Precondition: `signature` is the function's, and accepts `arguments`.
    static func perform(
        at address: UInt64, _ signature: CallSignature, _ arguments: [CallValue]
    ) -> CallValue? {
        var texts: [UnsafeMutablePointer<CChar>] = []
        defer { texts.forEach { free($0) } }
        var words = zip(signature.slots, arguments).map { slot, argument in
            guard case .string(let text) = argument, let copy = strdup(text) else {
                return argument.word(isSignExtended: slot.isSignExtended)
            }
            texts.append(copy)
            return UInt64(UInt(bitPattern: copy))
        }
        var types = signature.slots.map(\.nativeType)
        // libffi returns small integers as whole registers.
        var result: UInt64 = 0
        types.withUnsafeMutableBufferPointer { types in
            words.withUnsafeMutableBufferPointer { words in
                var places = words.indices.map { index in
                    UnsafeMutableRawPointer(words.baseAddress! + index) as Optional
                }
                var interface = ffi_cif()
                let status = ffi_prep_cif(
                    &interface, FFI_DEFAULT_ABI, UInt32(types.count),
                    signature.resultSlot?.nativeType ?? DevirtFFIType(FFI_TYPE_VOID),
                    types.baseAddress)
                precondition(status == FFI_OK, "libffi knows all types of signatures")
                let function = unsafeBitCast(
                    UInt(address), to: (@convention(c) () -> Void).self)
                ffi_call(&interface, function, &result, &places)
            }
        }
        return signature.result.map { CallValue($0, word: result) }
    }
}

extension CallSignature.Slot {
    fileprivate var nativeType: UnsafeMutablePointer<ffi_type>? {
        let number =
            switch type {
            case .i1, .i8: isSignExtended ? FFI_TYPE_SINT8 : FFI_TYPE_UINT8
            case .i16: isSignExtended ? FFI_TYPE_SINT16 : FFI_TYPE_UINT16
            case .i32: isSignExtended ? FFI_TYPE_SINT32 : FFI_TYPE_UINT32
            case .i64: FFI_TYPE_SINT64
            case .float: FFI_TYPE_FLOAT
            case .double: FFI_TYPE_DOUBLE
            case .ptr: FFI_TYPE_POINTER
            }
        return DevirtFFIType(number)
    }
}

extension CallValue {
    /// The value in the first bytes of a word; both platforms are little-endian.
    fileprivate func word(isSignExtended: Bool) -> UInt64 {
        switch self {
        case .bool(let value): value ? (isSignExtended ? .max : 1) : 0
        case .int8(let value): UInt64(truncatingIfNeeded: value)
        case .int16(let value): UInt64(truncatingIfNeeded: value)
        case .int32(let value): UInt64(truncatingIfNeeded: value)
        case .int64(let value): UInt64(truncatingIfNeeded: value)
        case .float(let value): UInt64(value.bitPattern)
        case .double(let value): value.bitPattern
        case .pointer(let address): UInt64(address)
        case .string: 0
        }
    }

    fileprivate init(_ type: CallType, word: UInt64) {
        self =
            switch type {
            case .i1: .bool(word & 1 != 0)
            case .i8: .int8(Int8(truncatingIfNeeded: word))
            case .i16: .int16(Int16(truncatingIfNeeded: word))
            case .i32: .int32(Int32(truncatingIfNeeded: word))
            case .i64: .int64(Int64(truncatingIfNeeded: word))
            case .float: .float(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
            case .double: .double(Double(bitPattern: word))
            case .ptr: .pointer(UInt(word))
            }
    }
}
