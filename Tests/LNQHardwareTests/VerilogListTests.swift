import Testing

@testable import LNQHardware

@Suite("Lists of names in Verilog")
struct VerilogListTests {
  @Test("stay on one line while they are short, and go over lines that Verilator reads when they are long")
  func lists() {
    #expect(["a"].verilogList == "a")
    #expect(["a", "b[2]", "c"].verilogList == "a, b[2], c")
    let names = (0..<20_000).map { "data_i[\($0)]" }
    let list = names.verilogList
    #expect(list.split(separator: "\n").allSatisfy { $0.utf8.count <= 123 })
    #expect(list.split { $0 == "," || $0 == " " || $0 == "\n" }.map(String.init) == names)
    #expect(list.last == "]")
  }
}
