import Foundation
import LNQData
import Testing

@Suite("The example dataset")
struct ExampleDataTests {
  @Test("examples/data/jsc-synth-200.csv holds the first 200 rows of jsc-synth with seed 1, to the last bit of 32")
  func rows() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = try RawTable.file(path: root.appending(path: "examples/data/jsc-synth-200.csv").path)
    let generated = try RawTable.jscSynth(rowCount: 200, seed: 1)
    #expect(file.featureNames == generated.featureNames && file.classNames == generated.classNames)
    #expect(file.features.map { Float($0) } == generated.features.map { Float($0) })
    #expect(file.labels == generated.labels)
  }
}
