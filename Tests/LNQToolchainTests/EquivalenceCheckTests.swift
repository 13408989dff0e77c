import Foundation
import LNQHardware
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("Equivalence checks by ABC", .serialized)
struct EquivalenceCheckTests {
  /// Two inputs and a constant, through a table with this mask of three inputs.
  private func circuit(_ mask: UInt64) throws -> BitCircuit {
    try BitCircuit(
      lutSize: 3, inputCount: 3, nodes: [.lut([2, 3, 4], mask: mask)],
      parts: [.init(name: "n0", module: 0, place: .valid, nodes: 0..<1, outputs: [.init(5)])], outputs: [5])
  }

  private func model(_ mask: UInt64, isInverted: Bool = false, pins: Int = 3) throws -> String {
    let drivers = Dictionary(uniqueKeysWithValues: [2, 3, 4].map { ($0, BitCircuit.Literal($0)) })
    let outputs = [BitCircuit.Literal(5, isInverted: isInverted), BitCircuit.Literal(3), BitCircuit.Literal(1)]
    return try #require(try circuit(mask).blif(outputs, from: drivers, pins: Array(2..<2 + pins)))
  }

  @Test("find equal models equal, and name an output and inputs of others, for every table", .needsABC)
  func verdicts() throws {
    let check = try EquivalenceCheck(in: Workspace.empty("abc verdicts"), tools: ExternalTools.search)
    #expect(check.version.contains("ABC"))
    var pairs: [BLIFPair] = []
    for mask in 0..<256 as Range<UInt64> {
      // Of more than 20 inputs ABC makes no decision diagram first; what it says is the same.
      let pins = mask % 2 == 0 ? 3 : 30
      let expected = try model(mask, pins: pins)
      pairs.append(.init(expected: expected, own: try model(~mask & 0xFF, isInverted: true, pins: pins)))
      pairs.append(.init(expected: expected, own: try model(mask ^ 1 << (mask % 8), pins: pins)))
    }
    let verdicts = try check.verdicts(on: pairs, pairLimit: .seconds(60), timeLimit: .seconds(300), jobs: 2)
    for mask in 0..<256 {
      #expect(verdicts[2 * mask] == .equal)
      guard case .different(0, let inputs) = verdicts[2 * mask + 1] else {
        Issue.record("\(mask): \(verdicts[2 * mask + 1])")
        continue
      }
      let row = [2, 3, 4].enumerated().reduce(0) { $0 | (inputs["p\($1.element)"] == true ? 1 << $1.offset : 0) }
      #expect(row == mask % 8)
    }
  }

  @Test("of a model that nobody can read are an error with the log", .needsABC)
  func malformed() throws {
    let check = try EquivalenceCheck(in: Workspace.empty("abc malformed"), tools: ExternalTools.search)
    #expect(throws: ToolchainError.self) {
      try check.verdicts(
        on: [.init(expected: "no model", own: "")], pairLimit: .seconds(5), timeLimit: .seconds(20),
        jobs: 1)
    }
  }

  @Test("go on behind a pair at which ABC crashes, which stays undecided")
  func crash() throws {
    let folder = try Workspace.empty("abc crash")
    let abc = folder.appendingPathComponent("abc-that-crashes")
    // Says yes to every pair but the one with the number 1.
    let text = """
      #!/bin/sh
      [ "$1" = -s ] || { echo "ABC that crashes"; exit 0; }
      while read word rest; do
        [ "$word" = echo ] || continue
        echo "$rest"
        [ "$rest" = lnq-pair-1 ] && kill -SEGV $$
        echo "Networks are equivalent"
      done < "$3"
      """
    try ShellProgram.write(text + "\n", to: abc.path)
    let tools = ToolSearch(path: "/bin:/usr/bin", overrides: ["abc": abc.path])
    let pair = BLIFPair(expected: try model(0x80), own: try model(0x80))
    let verdicts = try EquivalenceCheck(in: folder, tools: tools).verdicts(
      on: [pair, pair, pair], pairLimit: .seconds(5), timeLimit: .seconds(60), jobs: 1)
    #expect(verdicts == [.equal, .undecided, .equal])
  }

  @Test("need ABC, and a sentence names the package")
  func missing() throws {
    let folder = try Workspace.empty("abc missing")
    let error = #expect(throws: ToolchainError.self) {
      try EquivalenceCheck(in: folder, tools: ToolSearch(path: "/nowhere"))
    }
    #expect(error?.description.contains("sudo apt install berkeley-abc") == true)
  }

  @Test("a wire that reads something else than the pins has no model")
  func open() throws {
    #expect(try circuit(0x80).blif([.init(5)], from: [2: .init(2), 3: .init(3)], pins: [2, 3]) == nil)
    let model = try #require(try circuit(0x80).blif([.init(5)], from: [5: .init(2, isInverted: true)], pins: [2]))
    #expect(model.contains(".names p2 w5\n0 1\n"))
  }
}
