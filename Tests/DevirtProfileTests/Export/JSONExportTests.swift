import DevirtProfile
import Testing

@Suite struct JSONExportTests {
    @Test func everyMemberInOrder() {
        #expect(
            JSONExport.text(exportedProfile) == #"""
                {
                  "schemaVersion": 1,
                  "runs": 3,
                  "functions": [
                    {
                      "name": "dir/a,b.c;say \"hi\"",
                      "hash": "0x00000000000000ff",
                      "point": "as-is",
                      "file": "dir/a,b.c",
                      "line": 4,
                      "sites": [
                        {
                          "ordinal": 0,
                          "kind": "virtual",
                          "file": "grüße.cpp",
                          "line": 12,
                          "column": 3,
                          "type": "i32 (ptr, i64)",
                          "recorded": true,
                          "total": 18446744073709551615,
                          "estimated": 1000,
                          "samples": 10,
                          "floor": 2,
                          "pairs": 5,
                          "repeats": 4,
                          "targets": [
                            {
                              "name": "two\r\nlines",
                              "object": "lib\\x.so",
                              "vtable": "_ZTV1A",
                              "vtableOffset": 16,
                              "count": 900,
                              "error": 2
                            },
                            {
                              "name": "tab\t\u0001😀",
                              "object": null,
                              "vtable": null,
                              "vtableOffset": 0,
                              "count": 100,
                              "error": 0
                            }
                          ]
                        },
                        {
                          "ordinal": 1,
                          "kind": "kind-99",
                          "file": null,
                          "line": 0,
                          "column": 0,
                          "type": "void ()",
                          "recorded": false,
                          "total": 0,
                          "estimated": 0,
                          "samples": 0,
                          "floor": 0,
                          "pairs": 0,
                          "repeats": 0,
                          "targets": []
                        }
                      ]
                    },
                    {
                      "name": "empty",
                      "hash": "0xffffffffffffffff",
                      "point": "early",
                      "file": null,
                      "line": 0,
                      "sites": []
                    }
                  ]
                }

                """#)
    }

    @Test func anEmptyProfile() {
        #expect(
            JSONExport.text(Profile()) == """
                {
                  "schemaVersion": 1,
                  "runs": 0,
                  "functions": []
                }

                """)
    }
}
