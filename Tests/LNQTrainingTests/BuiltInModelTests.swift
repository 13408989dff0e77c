import Foundation
import LNQTraining
import Testing

@Suite("Built-in models")
struct BuiltInModelTests {
  @Test("are exactly the files in the folder Models")
  func folder() throws {
    let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/LNQTraining/Models").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(atPath: models.path)
    #expect(files.sorted() == BuiltInModel.allCases.map { "\($0.name).model" }.sorted())
    for model in BuiltInModel.allCases {
      let text = try String(contentsOf: models.appendingPathComponent("\(model.name).model"), encoding: .utf8)
      #expect(model.text == text)
    }
  }

  @Test(
    "have the parameter counts that are published (jsc-rs1923, of which only a picture is, its own)",
    arguments: [
      (BuiltInModel.jscTiny, 117), (.jscToy, 327), (.jscMedium, 1407), (.jscMy, 1333), (.jscTinyX10, 1997),
      (.jscCustom, 1295), (.jscRS1923, 705), (.jscTrt, 3231),
    ])
  func parameterCount(model: BuiltInModel, count: Int) throws {
    let description = try model.modelDescription()
    #expect(description.parameterCount == count)
    #expect(Network(description, seed: 0).parameterCount == count)
    #expect(description.inputCount == 16)
    #expect(description.outputCount == 5)
    #expect(model.text.hasPrefix("# \(model.name): 16 jet features, 5 classes, \(count) parameters."))
  }

  @Test("are found by their names", arguments: BuiltInModel.allCases)
  func named(model: BuiltInModel) throws {
    #expect(try BuiltInModel.named(model.name) == model)
    #expect(try model.modelDescription().name == model.name)
    #expect(!model.summary.isEmpty)
  }
}
