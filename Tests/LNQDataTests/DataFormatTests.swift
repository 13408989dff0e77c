import LNQData
import Testing

@Suite("A file of a format that is not read")
struct DataFormatTests {
  @Test(
    "is refused with what it is and what to do",
    arguments: [
      (Array("BZh91AY&SY".utf8) + [0x8F, 1], "this file is packed by bzip2: unpack it with bunzip2"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "this file is packed by xz: unpack it with unxz"),
      ([0x28, 0xB5, 0x2F, 0xFD, 4], "this file is packed by Zstandard: unpack it with unzstd"),
      (Array("PAR1".utf8) + [0x15, 4], "this is a Parquet file: export its table as CSV"),
      ([0x80, 0x04, 0x95, 0], "this is a Python pickle: save the table as CSV, or its arrays with numpy.savez"),
      (Array("<!DOCTYPE html>".utf8), "this is a web page instead of the file: download the file itself"),
      ([0xFF, 0xFE, 0x78, 0x00], "this is UTF-16 text: save it as UTF-8"),
      ([0xFE, 0xFF, 0x00, 0x78], "this is UTF-16 text: save it as UTF-8"),
      (zip([("rows.csv", Array("x,y\n".utf8))]), "this is a zip archive with rows.csv: unpack it"),
      (zip([("[Content_Types].xml", [1]), ("xl/workbook.xml", [2])]), "this is an Excel workbook: save it as CSV"),
      (zip([("mimetype", [1]), ("content.xml", [2])]), "this is an OpenDocument file: save it as CSV"),
      (zip([("net/data.pkl", [1])]), "this is a PyTorch file: save its arrays with numpy.savez"),
    ] as [([UInt8], String)])
  func foreign(bytes: [UInt8], whatItIs: String) {
    #expect(refusal(of: bytes, named: "rows.csv") == "rows.csv: " + whatItIs)
  }

  @Test("is not one whose first column is called as such a file begins", arguments: ["PAR1", "BZh9", "FEA1"])
  func names(name: String) throws {
    #expect(try table("\(name),b,class\n1,2,a\n3,4,b\n").featureNames == [name, "b"])
  }
}
