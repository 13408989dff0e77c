import LNQTraining
import Testing

@Suite("The choice of OpenBLAS's products")
struct BLASLibraryTests {
  @Test(
    "asks for others only where the processor can do more than what was chosen",
    arguments: [
      ("Haswell", "x86-64-v4", "SkylakeX"), ("Zen", "x86-64-v4", "SkylakeX"), ("Prescott", "x86-64-v4", "SkylakeX"),
      ("SkylakeX", "x86-64-v4", nil), ("Cooperlake", "x86-64-v4", nil), ("SapphireRapids", "x86-64-v4", nil),
      ("Prescott", "x86-64-v3", "Haswell"), ("Haswell", "x86-64-v3", nil), ("Zen", "x86-64-v3", nil),
      ("Prescott", "baseline", nil), ("neoversen1", "baseline", nil),
    ])
  func better(core: String, kernels: String, better: String?) {
    #expect(BLASLibrary.betterCoreName(than: core, on: kernels) == better)
  }

  @Test("The library says what it is")
  func names() {
    #expect(BLASLibrary.release.hasPrefix("OpenBLAS "))
    #expect(!BLASLibrary.coreName.isEmpty)
  }
}
