import LNQRandom
import Testing

@testable import LNQSearch

@Suite("Parzen densities")
struct ParzenDensityTests {
  private static let pointSets: [[Double]] = [
    [], [0.5], [0], [1], [0, 1], [0.1, 0.11, 0.12, 0.9], [0.5, 0.5, 0.5],
    (0..<150).map { Double($0) / 149 },
  ]

  @Test("the integral over 0...1 is 1", arguments: pointSets)
  func integral(points: [Double]) {
    let density = ParzenDensity(points)
    let steps = 20_000
    let sum = (0..<steps).reduce(0) { $0 + density((Double($1) + 0.5) / Double(steps)) } / Double(steps)
    #expect(abs(sum - 1) < 1e-4)
  }

  @Test("drawn positions have the density's distribution", arguments: pointSets)
  func draws(points: [Double]) {
    let density = ParzenDensity(points)
    var random = SplitMix64(seed: 11)
    let (draws, bins) = (20_000, 20)
    var counts = [Int](repeating: 0, count: bins)
    for _ in 0..<draws {
      let position = density.draw(&random)
      #expect(position >= 0 && position <= 1)
      counts[min(bins - 1, Int(position * Double(bins)))] += 1
    }
    for (bin, count) in counts.enumerated() {
      let steps = 200
      let expected =
        (0..<steps).reduce(0) { $0 + density((Double(bin) + (Double($1) + 0.5) / Double(steps)) / Double(bins)) }
        / Double(steps * bins)
      // Five standard deviations of a binomial count.
      let deviation = (expected * (1 - expected) / Double(draws)).squareRoot()
      #expect(abs(Double(count) / Double(draws) - expected) < 5 * deviation + 1e-4)
    }
  }

  @Test("it is highest where the points are")
  func shape() {
    let density = ParzenDensity([0.3, 0.31, 0.32])
    #expect(density(0.31) > density(0.6))
    #expect(density(0.6) > 0)
    #expect(ParzenDensity([])(0.7) == 1)
  }
}
