import LNQReport
import Testing

@Suite("Rank correlation")
struct RankCorrelationTests {
  @Test("is 1 for the same order and −1 for the opposite one, whatever the distances are")
  func ends() throws {
    let same = try #require(RankCorrelation([1, 2, 3, 10], [5, 6, 700, 701]))
    #expect(same.coefficient == 1 && same.count == 4)
    #expect(RankCorrelation([1, 2, 3], [9, 4, 1])?.coefficient == -1)
  }

  @Test("gives equal figures the mean of their ranks")
  func ties() throws {
    // The example of Spearman's formula 1 − 6 Σd² / (n (n² − 1)) without ties: d² = 0, 1, 1, 0.
    #expect(abs(try #require(RankCorrelation([1, 2, 3, 4], [1, 3, 2, 4])).coefficient - 0.8) < 1e-12)
    // Ranks 0.5, 0.5, 2 and 0, 1, 2: 1.5 / √(1.5 · 2).
    #expect(
      abs(try #require(RankCorrelation([7, 7, 9], [1, 2, 3])).coefficient - 1.5 / (3.0).squareRoot()) < 1e-12)
  }

  @Test(
    "is nothing where there is no order", arguments: [([], []), ([1], [2]), ([1, 2], [3, 3]), ([4, 4], [1, 2])])
  func none(first: [Double], second: [Double]) {
    #expect(RankCorrelation(first, second) == nil)
  }
}
