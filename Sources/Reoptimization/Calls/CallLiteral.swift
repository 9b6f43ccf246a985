extension CallValue {
    /// The value that a number, `true`, `false` or `null` stands for; nil if `type` has none such.
    ///
    /// Integers are decimal or `0x` hexadecimal, signed or unsigned, within the bits of the type.
    /// Behind `0x`, as in the IR, follow the bits of a `double`, also for a `float`.
    init?(_ type: CallType, literal: String) {
        switch type {
        case .i1:
            switch literal {
            case "true", "1", "-1": self = .bool(true)
            case "false", "0": self = .bool(false)
            default: return nil
            }
        case .i8:
            guard let bits = Self.integer(literal, bits: 8) else { return nil }
            self = .int8(Int8(truncatingIfNeeded: bits))
        case .i16:
            guard let bits = Self.integer(literal, bits: 16) else { return nil }
            self = .int16(Int16(truncatingIfNeeded: bits))
        case .i32:
            guard let bits = Self.integer(literal, bits: 32) else { return nil }
            self = .int32(Int32(truncatingIfNeeded: bits))
        case .i64:
            guard let bits = Self.integer(literal, bits: 64) else { return nil }
            self = .int64(Int64(truncatingIfNeeded: bits))
        case .float:
            if let value = Self.bitPattern(literal) {
                guard let exact = Float(exactly: value) else { return nil }
                self = .float(exact)
            } else {
                guard let value: Float = Self.decimal(literal) else { return nil }
                self = .float(value)
            }
        case .double:
            guard let value = Self.bitPattern(literal) ?? Self.decimal(literal) else { return nil }
            self = .double(value)
        case .ptr:
            if literal == "null" {
                self = .null
            } else {
                guard literal.hasPrefix("0x"), let bits = Self.integer(literal, bits: UInt.bitWidth)
                else { return nil }
                self = .pointer(UInt(bits))
            }
        }
    }

    private static func integer(_ literal: String, bits: Int) -> UInt64? {
        let isNegative = literal.hasPrefix("-")
        let number = literal.dropFirst(isNegative ? 1 : 0)
        let isHexadecimal = number.hasPrefix("0x")
        let digits = number.dropFirst(isHexadecimal ? 2 : 0)
        // The initializer takes signs, too.
        guard digits.allSatisfy(\.isHexDigit),
            let magnitude = UInt64(digits, radix: isHexadecimal ? 16 : 10)
        else { return nil }
        let limit = isNegative ? 1 << UInt64(bits - 1) : UInt64.max >> UInt64(64 - bits)
        guard magnitude <= limit else { return nil }
        return isNegative ? 0 &- magnitude : magnitude
    }

    private static func bitPattern(_ literal: String) -> Double? {
        guard literal.hasPrefix("0x") else { return nil }
        return integer(literal, bits: 64).map(Double.init(bitPattern:))
    }

    private static func decimal<F: BinaryFloatingPoint & LosslessStringConvertible>(
        _ literal: String
    ) -> F? {
        if ["inf", "-inf", "nan"].contains(literal) { return F(literal) }
        // Hexadecimal fractions mean something else in the IR.
        guard literal.allSatisfy({ "0123456789.eE+-".contains($0) }), let value = F(literal),
            value.isFinite
        else { return nil }
        return value
    }
}
