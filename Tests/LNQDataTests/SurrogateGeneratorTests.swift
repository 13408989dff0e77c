import LNQRandom
import Testing

@testable import LNQData

@Suite("What draws jsc-synth")
struct SurrogateGeneratorTests {
  private func draw(level: Int, block: Int, rows: Int) -> (features: [Float], labels: [Int32]) {
    let generator = SurrogateGenerator(.embedded, level: level)
    var features = [Float](repeating: .nan, count: rows * generator.featureCount)
    var labels = [Int32](repeating: -1, count: rows)
    features.withUnsafeMutableBufferPointer { features in
      labels.withUnsafeMutableBufferPointer { labels in
        guard let features = features.baseAddress, let labels = labels.baseAddress else { return }
        generator.draw(block: block, seed: 11, rowCount: rows, features: features, labels: labels)
      }
    }
    return (features, labels)
  }

  @Test("gives the same bytes with every instruction set", arguments: [1, 63, 64, 65, 4096])
  func levels(rows: Int) {
    for block in [0, 1, 77] {
      let best = draw(level: 0, block: block, rows: rows)
      #expect(!best.features.contains { $0.isNaN } && !best.labels.contains(-1))
      for level in 1..<SurrogateGenerator.levelCount {
        let other = draw(level: level, block: block, rows: rows)
        #expect(other.features.map(\.bitPattern) == best.features.map(\.bitPattern), "level \(level)")
        #expect(other.labels == best.labels, "level \(level)")
      }
    }
  }

  @Test("looks for the interval of a probability in so many parts that none has two borders")
  func buckets() {
    for probabilities in [
      [0.1, 0.2, 0.9], [0.1, 0.1 + 1.0 / 256, 0.9], [0.5, 0.500002], SurrogateParameters.embedded.probabilities,
    ] {
      let count = SurrogateLayout.bucketCount(probabilities)
      let borders = probabilities.map { Int(($0 * Double(count)).rounded(.down)) }
      #expect(Set(borders).count == borders.count && count.nonzeroBitCount == 1)
    }
  }

  /// With the formulas of `SplitMix64` and `PortableMath`, which repeat those of the kernels.
  @Test("draws a row as its documentation says")
  func row() {
    let parameters = SurrogateParameters.embedded
    let drawn = draw(level: 0, block: 3, rows: 4096)
    var random = SplitMix64(seed: 11, stream: 3)
    for row in 0..<4096 {
      let expected = SampledRow(parameters, &random)
      #expect(drawn.labels[row] == expected.label)
      #expect(Array(drawn.features[row * 16..<(row + 1) * 16]) == expected.features, "row \(row)")
    }
  }
}
