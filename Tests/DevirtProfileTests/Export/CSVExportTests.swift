import DevirtProfile
import Testing

@Suite struct CSVExportTests {
    @Test func oneRowForEachTarget() {
        let header =
            "function,hash,point,function_file,function_line,ordinal,kind,file,line,column,type,"
            + "recorded,total,estimated,samples,floor,pairs,repeats,target,object,vtable,vtable_offset,count,"
            + "error"
        let function = #""dir/a,b.c;say ""hi""",0x00000000000000ff,as-is,"dir/a,b.c",4,"#
        let site =
            #"0,virtual,grüße.cpp,12,3,"i32 (ptr, i64)",1,18446744073709551615,1000,10,2,5,4,"#
        let rows = [
            header,
            function + site + "\"two\r\nlines\",lib\\x.so,_ZTV1A,16,900,2",
            function + site + "tab\t\u{1}\u{1F600},,,,100,0",
            function + "1,kind-99,,0,0,void (),0,0,0,0,0,0,0,,,,,,",
        ]
        #expect(CSVExport.text(exportedProfile) == rows.map { $0 + "\r\n" }.joined())
    }

    @Test func everyRowHasEveryColumn() {
        // Without quotes in the data, commas separate columns and nothing else.
        let lines = CSVExport.text(Tiny.profile).split(separator: "\r\n")
        #expect(lines.count == 2)
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            #expect(fields.count == CSVExport.columns.count)
        }
    }
}
