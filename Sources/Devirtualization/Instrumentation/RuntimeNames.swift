/// Names shared with the runtime (runtime/include/devirt/abi.h) and of what instrumentation adds.
enum RuntimeNames {
    /// Everything instrumentation adds starts so.
    static let prefix = "__devirt_"

    static let record = "__devirt_record"
    static let register = "__devirt_register"
    static let unregister = "__devirt_unregister"

    static let cells = "__devirt_cells"
    static let module = "__devirt_module"
    static let metadata = "__devirt_metadata"
    static let symbols = "__devirt_symbols"
    static let names = "__devirt_names"
    static let slots = "__devirt_slots"
    static let defaultFile = "__devirt_default_file"
    static let constructor = "__devirt_construct"
    static let destructor = "__devirt_destroy"
}
