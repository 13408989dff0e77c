import Foundation
import LNQTestSupport
import LNQRandom
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("Images in MNIST's format")
struct PixelRunTests {
  /// The four files, with 6 × 6 pixels: class c has its bright pixels in the c-th third.
  private func writeFiles(_ folder: String) throws {
    var random = SplitMix64(seed: 5)
    for (part, count) in [("train", 300), ("t10k", 60)] {
      let labels = (0..<count).map { _ in UInt8(random.uniform(below: 3)) }
      var pixels: [UInt8] = []
      for label in labels {
        for pixel in 0..<36 {
          let isBright = pixel / 12 == Int(label)
          pixels.append(UInt8(random.uniform(below: 100) + (isBright ? 156 : 0)))
        }
      }
      func number(_ value: Int) -> [UInt8] { [0, 0, UInt8(value >> 8), UInt8(value & 255)] }
      let images = [0, 0, 8, 3] + number(count) + number(6) + number(6) + pixels
      try Data(images).write(to: URL(fileURLWithPath: folder + "/\(part)-images-idx3-ubyte"))
      try Data([0, 0, 8, 1] + number(count) + labels).write(
        to: URL(fileURLWithPath: folder + "/\(part)-labels-idx1-ubyte"))
    }
  }

  @Test("go through the whole ladder, also with codes of one bit", .needsVerilator, arguments: [1, 3, 8])
  func ladder(bits: Int) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/images", withIntermediateDirectories: true)
      try writeFiles(folder + "/images")
      try write("Flatten()\nLinear(36, 4)\nBatchNorm1d(4)\nReLU()\nLinear(4, 3)\n", to: folder + "/m.model")
      let dataDir = ["--data-dir", folder + "/cache"]
      let runs = ["--project-dir", folder + "/runs"]
      #expect(lnq(["data", "import", folder + "/images"] + dataDir).status == .done)
      let trained = lnq(
        ["train", folder + "/m.model", "images", "--max-epochs", "20", "--batch-size", "16", "--learning-rate", "0.01"]
          + dataDir + runs)
      #expect(trained.err == "")
      let quantized = lnq(["quantize", "m", "--input-bits", "\(bits)", "--json"] + runs)
      #expect(quantized.err == "")
      #expect(try value("samples", in: quantized.out, as: Int.self) == 60)
      let accuracy = try #require(try value("quantizedAccuracy", in: quantized.out, as: Double.self))
      #expect(accuracy > 0.9, "\(accuracy)")
      let tables = try object(try read(RunDirectory.newest(of: "m", in: folder + "/runs").tablesPath))
      let inputs = try #require(tables["inputs"] as? [[String: Any]])
      let formats = inputs.compactMap { ($0["quantizer"] as? [String: Any])?["format"] as? String }
      // Pixels are never negative: no bit is lost to a sign.
      #expect(formats.count == 36 && formats.allSatisfy { $0.hasPrefix("u\(bits).") })
      let simulated = lnq(
        ["simulate", "m", "--random-vectors", "500", "--spelling", "packed", "--pipeline", "1", "--json"] + runs)
      #expect(simulated.err == "")
      #expect(try value("mismatches", in: simulated.out, as: Int.self) == 0)
    }
  }
}
