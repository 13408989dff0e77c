import LNQSearch
import Testing

@Suite("Ranges of parameters")
struct ParameterRangeTests {
  private static let wholeRanges = [
    ParameterRange(3, 8, isWhole: true), ParameterRange(1, 2, isWhole: true, scale: .logarithmic),
    ParameterRange(16, 512, isWhole: true, scale: .logarithmic), ParameterRange(-4, 60, isWhole: true),
    ParameterRange(10, 60, isWhole: true, step: 5), ParameterRange(3, 300, isWhole: true, step: 3, scale: .logarithmic),
  ]

  @Test("every whole number has a position, and the position gives it back", arguments: wholeRanges)
  func whole(range: ParameterRange) throws {
    let numbers = Array(stride(from: Int(range.low), through: Int(range.high), by: range.step))
    #expect(range.count == numbers.count)
    for number in numbers {
      #expect(range.value(at: range.position(of: Double(number))) == Double(number))
      #expect(range.text(of: Double(number)) == "\(number)")
    }
  }

  @Test("whole numbers on a linear scale are equally wide", arguments: [(3, 8), (1, 2), (0, 99)])
  func cells(low: Int, high: Int) {
    let range = ParameterRange(Double(low), Double(high), isWhole: true)
    let count = high - low + 1
    for index in 0..<count {
      #expect(range.value(at: (Double(index) + 0.01) / Double(count)) == Double(low + index))
      #expect(range.value(at: (Double(index) + 0.99) / Double(count)) == Double(low + index))
    }
  }

  @Test("a logarithmic scale has the geometric mean in its middle, a linear one the arithmetic mean")
  func scales() {
    let logarithmic = ParameterRange(1e-6, 1e-2, scale: .logarithmic)
    #expect(logarithmic.value(at: 0.5) == 1e-4)
    #expect(logarithmic.value(at: 0) == 1e-6)
    #expect(logarithmic.value(at: 1) == 1e-2)
    #expect(abs(logarithmic.position(of: 1e-3) - 0.75) < 1e-12)
    #expect(ParameterRange(0, 0.4).value(at: 0.5) == 0.2)
  }

  @Test("values have three digits, lie within the range, and rise with the position")
  func digits() {
    let range = ParameterRange(1.2345e-5, 0.98765, scale: .logarithmic)
    var last = 0.0
    for step in -5...1005 {
      let value = range.value(at: Double(step) / 1000)
      #expect(value >= last && value >= range.low && value <= range.high)
      last = value
      if value > range.low, value < range.high {
        #expect(range.text(of: value).filter(\.isNumber).drop { $0 == "0" }.count <= 6, "\(value)")
      }
    }
    #expect(range.text(of: range.value(at: 0.5)) == "0.00349")
    #expect(range.value(at: -1) == range.low)
    #expect(range.value(at: 2) == range.high)
  }

  @Test("of a range that is read the multiples are taken that lie in it, if there are two")
  func multiples() throws {
    func read(_ text: String) throws -> ParameterRange {
      try ParameterRange(text, name: "--widths", isWhole: true, step: 5, scale: .logarithmic, bounds: 1...100)
    }
    #expect(try read("8..32") == ParameterRange(10, 30, isWhole: true, step: 5, scale: .logarithmic))
    #expect(throws: SearchError.noMultiples(name: "--widths", text: "8..14", step: 5)) { try read("8..14") }
    #expect(throws: SearchError.noMultiples(name: "--widths", text: "11..14", step: 5)) { try read("11..14") }
  }

  @Test("a range is read from LOW..HIGH")
  func notation() throws {
    let read = try ParameterRange(
      "1e-5..1e-1", name: "--learning-rate", isWhole: false, scale: .logarithmic, bounds: 1e-12...1e3)
    #expect(read == ParameterRange(1e-5, 1e-1, scale: .logarithmic))
    let whole = try ParameterRange("3..8", name: "--bits", isWhole: true, scale: .linear, bounds: 1...32)
    #expect(whole == ParameterRange(3, 8, isWhole: true))
  }

  @Test(
    "what is not a range is refused with a sentence",
    arguments: [
      ("x", SearchError.notARange(name: "--bits", text: "x"), "--bits x: write a range such as 16..64, or one value"),
      ("3..", .notARange(name: "--bits", text: "3.."), "--bits 3..: write a range such as 16..64, or one value"),
      (
        "1..nan", .notARange(name: "--bits", text: "1..nan"),
        "--bits 1..nan: write a range such as 16..64, or one value"
      ),
      (
        "3.5..8", .notWhole(name: "--bits", text: "3.5..8"), "--bits 3.5..8: both ends of the range are whole numbers"
      ),
      (
        "8..3", .noRoom(name: "--bits", text: "8..3"),
        "--bits 8..3: the end of the range has to be above its beginning"
      ),
      (
        "3..3", .noRoom(name: "--bits", text: "3..3"), "--bits 3..3: the end of the range has to be above its beginning"
      ),
      (
        "0..8", .outOfBounds(name: "--bits", text: "0..8", allowed: "it can be 1 to 32"),
        "--bits 0..8: it can be 1 to 32"
      ),
    ])
  func refusals(text: String, error: SearchError, sentence: String) {
    #expect(throws: error) {
      try ParameterRange(text, name: "--bits", isWhole: true, scale: .linear, bounds: 1...32)
    }
    #expect(error.description == sentence)
  }

  @Test("the sentence names the bounds in the words of the parameter")
  func bounds() {
    let rate = #expect(throws: SearchError.self) {
      try ParameterRange("0..1", name: "--rate", isWhole: false, scale: .logarithmic, bounds: 0...1)
    }
    #expect(rate?.description == "--rate 0..1: it can be 0 to 1, without 0")
    let count = #expect(throws: SearchError.self) {
      try ParameterRange("0..9", name: "--size", isWhole: true, scale: .logarithmic, bounds: 1...1e15)
    }
    #expect(count?.description == "--size 0..9: it has to be 1 or more")
    let open = #expect(throws: SearchError.self) {
      try ParameterRange("0..9", name: "--rate", isWhole: false, scale: .logarithmic, bounds: 0...1e15)
    }
    #expect(open?.description == "--rate 0..9: it has to be above 0")
  }
}
