import LNQHardware
import LNQMapping
import LNQRandom
import Testing

@Suite("Covers of tables by LUTs")
struct TableCoverTests {
  @Test("compute the function, with LUTs of any size", arguments: 3...6, [0, 1, 5, 6, 8])
  func random(lutSize: Int, inputCount: Int) {
    var random = SplitMix64(seed: UInt64(lutSize * 100 + inputCount))
    for outputCount in [1, 3] {
      // Few distinct values, so that blocks are shared.
      let values = (0..<4).map { _ in UInt64.random(in: 0...7, using: &random) }
      let noise = (0..<1 << inputCount).map { _ in values.randomElement(using: &random) ?? 0 }
      let function = BitFunction(inputCount: inputCount, outputCount: outputCount) { row in
        outputCount == 1 ? noise[row] : noise[row & 0b1101_1011] ^ UInt64(row & 1)
      }
      for effort in [TableCover.Effort.fast, .full] {
        let piece = TableCover.piece(function, lutSize: lutSize, effort: effort)
        #expect(piece.computes(function))
        #expect(piece.nodes.allSatisfy { $0.inputs.count <= lutSize })
      }
    }
  }

  @Test("give the rows that matter their bits where others may become anything")
  func dontCares() {
    var random = SplitMix64(seed: 7)
    let care = (0..<16).map { _ in random.next() & random.next() }
    let noise = (0..<1024).map { _ in UInt64.random(in: 0...3, using: &random) }
    let function = BitFunction(inputCount: 10, outputCount: 2, care: care) { noise[$0] }
    let whole = BitFunction(inputCount: 10, outputCount: 2) { noise[$0] }
    let piece = TableCover.piece(function, lutSize: 6)
    #expect(piece.computes(function))
    #expect(!piece.computes(whole))
    #expect(piece.cost < TableCover.piece(whole, lutSize: 6).cost)
  }
}
