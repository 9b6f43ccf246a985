internal import LLVM

/// What a function takes and returns.
public struct CallSignature: Sendable, Equatable, CustomStringConvertible {
    /// A parameter or result: how it is passed.
    struct Slot: Sendable, Equatable {
        let type: CallType
        /// Small integers fill a register: with their sign, else with zeros.
        let isSignExtended: Bool
    }

    let slots: [Slot]
    let resultSlot: Slot?

    /// The types of the parameters.
    public var parameters: [CallType] { slots.map(\.type) }

    /// The type of the result; nil for `void`.
    public var result: CallType? { resultSlot?.type }

    /// The type as in the IR, such as `i32 (i32, double)`.
    public var description: String {
        let list = parameters.map(\.rawValue).joined(separator: ", ")
        return "\(result?.rawValue ?? "void") (\(list))"
    }

    /// True if the function can be called with values of these types.
    func accepts(_ arguments: [CallValue]) -> Bool { arguments.map(\.type) == parameters }
}

/// Why a function has no signature that can be called: the words of a message.
struct CallObstacle: Error {
    let cause: String
}

extension CallSignature {
    /// Attributes of parameters that are not where the C convention has a pointer or number.
    private static let specialPlaces = [
        "byval", "sret", "inalloca", "preallocated", "inreg", "nest", "swiftself", "swifterror",
        "swiftasync",
    ]

    /// Reads type and attributes of a function.
    init(_ function: Function) throws(CallObstacle) {
        guard function.callingConvention == .c else {
            throw CallObstacle(cause: "its calling convention is not that of C")
        }
        let type = function.type
        guard !type.isVariadic else { throw CallObstacle(cause: "it is variadic") }
        var slots: [Slot] = []
        for (index, parameter) in type.parameters.enumerated() {
            if let attribute = Self.specialPlaces.first(where: {
                function.parameter(index, hasAttribute: $0)
            }) {
                throw CallObstacle(cause: "parameter \(index + 1) is \(attribute)")
            }
            guard let type = CallType(parameter) else {
                throw CallObstacle(cause: "parameter \(index + 1) is \(shortName(of: parameter))")
            }
            slots.append(
                Slot(
                    type: type,
                    isSignExtended: function.parameter(index, hasAttribute: "signext")))
        }
        self.slots = slots
        if type.result.description == "void" {
            resultSlot = nil
        } else {
            guard let result = CallType(type.result) else {
                throw CallObstacle(cause: "its result is \(shortName(of: type.result))")
            }
            resultSlot = Slot(
                type: result, isSignExtended: function.resultHasAttribute("signext"))
        }
    }
}

extension CallType {
    fileprivate init?(_ type: Type) { self.init(rawValue: type.description) }
}

/// Named structures print with their members.
private func shortName(of type: Type) -> String {
    let text = type.description
    let name = text.firstRange(of: " = ").map { text[..<$0.lowerBound] } ?? text[...]
    return "'\(name)'"
}
