import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand

@Suite("lnq draw")
struct DrawVerbTests {
  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("a model is drawn with its shapes, branches and parameters", .needsGraphviz)
  func layers() throws {
    try withTemporaryFolder { folder in
      try write(
        "Unflatten(1, (1, 16))\nConv1d(1, 4, 3, padding=1)\nFlatten()\nResidual(Linear(64, 64), ReLU())\nLinear(64, 5)\n",
        to: folder + "/res.model")
      let drawn = lnq("draw", folder + "/res.model", "--output", folder + "/res.svg", "--project-dir", folder)
      #expect(drawn.status == .done, "\(drawn.err)")
      let svg = try text(folder + "/res.svg")
      for word in ["1 → 4 channels, 3 taps, padding 1", "4 × 16", "shortcut", "64 → 5", "325 parameters", ">+<"] {
        #expect(svg.contains(word), "\(word)")
      }
    }
  }

  @Test("a quantized run is drawn as its tables, a neuron as a heat map; what is asked in vain is said", .needsGraphviz)
  func tables() throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 120), to: folder + "/blobs.csv")
      try write("QuantIdentity(bits=2)\nLinear(2, 3)\nQuantReLU(bits=2)\n", to: folder + "/q.model")
      #expect(
        lnq(
          "train", folder + "/q.model", folder + "/blobs.csv", "--max-epochs", "1", "--project-dir", folder,
          "--project", "q"
        ).status == .done)
      let path = folder + "/picture.svg"
      let run = folder + "/q"
      #expect(lnq("draw", run, "--output", path).status == .done)
      #expect(try text(path).contains("the layers"))
      #expect(lnq("draw", run, "--count-luts", "--output", path).status == .done)
      let svg = try text(path)
      #expect(svg.contains("layer1: 3 neurons") && svg.contains("2 × 2 bits") && svg.contains("no registers"))
      #expect(lnq("draw", run, "--neuron", "layer1.1", "--output", path).status == .done)
      #expect(try text(path).contains("16 rows"))
      let wrong = lnq("draw", run, "--neuron", "layer7.1", "--output", path)
      #expect(wrong.err.contains("there is no such neuron; there are layer1.0 to layer1.2"))
      #expect(lnq("draw", run, "--neuron", "layer1.1", "--count-luts").err.contains("leave one of both out"))
      #expect(lnq("draw", run, "--output", "picture.png").err.contains("choose a name that ends in .svg"))
    }
  }
}
