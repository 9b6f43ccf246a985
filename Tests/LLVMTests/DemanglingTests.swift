import LLVM
import Testing

@Suite struct DemanglingTests {
    @Test(arguments: [
        ("_ZN6Circle4areaEv", "Circle::area()"),
        ("_ZThn16_N1A1fEv", "non-virtual thunk to A::f()"),
        ("_ZTV6Circle", "vtable for Circle"),
        ("_ZNK3std6vectorIiE4sizeEv", "std::vector<int>::size() const"),
        ("_RNvC6_123foo3bar", "123foo::bar"),
        (
            "_ZN4core3fmt5Write5write17h0123456789abcdefE",
            "core::fmt::Write::write::h0123456789abcdef"
        ),
        ("main", "main"), ("", ""), ("_Z", "_Z"), ("_ZN", "_ZN"), ("naïve", "naïve"),
    ])
    func namesBecomeReadable(_ name: String, _ readable: String) {
        #expect(demangle(name) == readable)
    }
}
