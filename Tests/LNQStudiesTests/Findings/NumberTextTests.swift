import Testing

@testable import LNQStudies

@Suite("Figures")
struct NumberTextTests {
  @Test(
    "counts have commas between thousands",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (986_806, "986,806"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
      (-999, "-999"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func count(number: Int, text: String) {
    #expect(NumberText.count(number) == text)
  }

  @Test(
    "times take the unit that fits",
    arguments: [
      (0.042, "0.042 s"), (4.24, "4.2 s"), (9.97, "10 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"),
      (3600, "1 h 0 min"),
      (4567, "1 h 16 min"), (-1, "?"), (.infinity, "?"), (.nan, "?"),
    ])
  func seconds(seconds: Double, text: String) {
    #expect(NumberText.seconds(seconds) == text)
  }

  @Test(
    "rates take the unit that fits",
    arguments: [
      (12, "12 samples/s"), (12_345, "12 k samples/s"), (1_250_000, "1.2 M samples/s"), (.infinity, "? samples/s"),
    ])
  func rate(perSecond: Double, text: String) {
    #expect(NumberText.rate(perSecond, of: "samples") == text)
  }

  @Test("shares are percentages, differences are signed points")
  func shares() {
    #expect(NumberText.percent(0.7166) == "71.66 %")
    #expect(NumberText.points(-0.0012) == "-0.12 points")
    #expect(NumberText.points(0.005) == "+0.50 points")
    #expect(NumberText.loss(0.84617) == "0.8462")
    #expect(NumberText.counted(1, "mismatch", "mismatches") == "1 mismatch")
    #expect(NumberText.counted(1200, "mismatch", "mismatches") == "1,200 mismatches")
  }
}
