/// What a file that is not a Devirt profile seems to be, by its first bytes.
public enum ForeignFormat: Sendable, Hashable, CaseIterable {
    /// LLVM's raw profile, `.profraw`.
    case llvmRawProfile
    /// LLVM's indexed profile, `.profdata`.
    case llvmIndexedProfile
    /// LLVM bitcode.
    case bitcode
    /// An ELF object, executable or shared object.
    case elf
    /// GCC's profile, `.gcda`.
    case gccProfile
    /// A recording of `perf record`.
    case perfRecording
    /// A Devirt profile after a conversion of line ends.
    case convertedProfile
    /// Text.
    case text
    /// None of these.
    case unknown

    /// Looks at the first bytes of a file.
    init(recognizing bytes: [UInt8]) {
        let known = Self.magics.first { bytes.starts(with: $0.bytes) }
        let isText = bytes.prefix(256).allSatisfy { (0x20..<0x7F).contains($0) || (9...13) ~= $0 }
        self = known?.format ?? (isText ? .text : .unknown)
    }

    // LLVM: ProfileData/InstrProfData.inc and InstrProf.h (both byte orders of the raw magic, 64
    // and 32-bit), BitcodeReader (raw and wrapped). GCC: gcov-io.h. Linux: tools/perf header.h.
    private static let magics: [(bytes: [UInt8], format: ForeignFormat)] = [
        ([0x81, 0x72, 0x66, 0x6F, 0x72, 0x70, 0x6C, 0xFF], .llvmRawProfile),
        ([0x81, 0x52, 0x66, 0x6F, 0x72, 0x70, 0x6C, 0xFF], .llvmRawProfile),
        ([0xFF, 0x6C, 0x70, 0x72, 0x6F, 0x66, 0x72, 0x81], .llvmRawProfile),
        ([0xFF, 0x6C, 0x70, 0x72, 0x6F, 0x66, 0x52, 0x81], .llvmRawProfile),
        ([0xFF, 0x6C, 0x70, 0x72, 0x6F, 0x66, 0x69, 0x81], .llvmIndexedProfile),
        ([0x42, 0x43, 0xC0, 0xDE], .bitcode),
        ([0xDE, 0xC0, 0x17, 0x0B], .bitcode),
        ([0x7F, 0x45, 0x4C, 0x46], .elf),
        (Array("adcg".utf8), .gccProfile),
        (Array("gcda".utf8), .gccProfile),
        (Array("PERFILE2".utf8), .perfRecording),
        ([0x89, 0x44, 0x56, 0x52, 0x54, 0x0A], .convertedProfile),
        ([0x89, 0x44, 0x56, 0x52, 0x54, 0x0D, 0x0D, 0x0A], .convertedProfile),
    ]

    /// The format in words.
    public var name: String {
        switch self {
        case .llvmRawProfile: "an LLVM raw profile (.profraw)"
        case .llvmIndexedProfile: "an LLVM indexed profile (.profdata)"
        case .bitcode: "LLVM bitcode"
        case .elf: "an ELF file"
        case .gccProfile: "a GCC profile (.gcda)"
        case .perfRecording: "a perf recording"
        case .convertedProfile: "a file whose line ends were converted"
        case .text: "a text file"
        case .unknown: "a file of unknown format"
        }
    }

    /// What to do with such a file.
    var advice: String {
        switch self {
        case .bitcode: "give it where the program is asked for"
        case .elf: "run the instrumented program and give the profile it writes"
        case .llvmRawProfile: "merge it with llvm-profdata-22, then use devirt import"
        case .llvmIndexedProfile: "read it with devirt import"
        case .gccProfile, .perfRecording:
            "make a profile with devirt instrument"
        case .convertedProfile: "copy the profile again in binary mode"
        case .text, .unknown: "give a .devirtraw or .devirt file"
        }
    }
}
