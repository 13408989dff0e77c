import Foundation
import LNQTraining
import Testing

@Suite("docs/models.md and the examples")
struct ModelsDocumentTests {
  private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  @Test("list the built-in models with their parameter counts, in order")
  func table() throws {
    let text = try String(contentsOf: Self.project.appendingPathComponent("docs/models.md"), encoding: .utf8)
    let families = ["jsc-", "mnist-", "nid-"]
    let rows = text.split(separator: "\n").filter { line in families.contains { line.hasPrefix("| \($0)") } }
      .map { $0.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(
      try rows == BuiltInModel.allCases.map { ["\($0.name)", "\(try $0.modelDescription().parameterCount)"] })
  }

  @Test("contain a pasted network that can be read")
  func example() throws {
    let file = Self.project.appendingPathComponent("examples/my-jet-net.model")
    let model = try ModelDescription(
      name: "my-jet-net", text: try String(contentsOf: file, encoding: .utf8), source: "my-jet-net.model")
    #expect(model.inputCount == 16)
    #expect(model.outputCount == 5)
    #expect(model.layers.count == 11)
    #expect(model.parameterCount == 32 + (16 * 24 + 24) + 48 + (24 * 12 + 12) + 24 + (12 * 5 + 5))
  }
}
