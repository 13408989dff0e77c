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
    "have the parameter counts that are published, or that follow from what is",
    arguments: [
      (BuiltInModel.jscTiny, 117), (.jscToy, 327), (.jscMedium, 1407), (.jscMy, 1333), (.jscTinyX10, 1997),
      (.jscCustom, 1295), (.jscRS1923, 705), (.jscTrt, 3231), (.jscS, 1028), (.jscM, 1193), (.jscL, 3519),
      (.jscMLite, 21_448), (.jscXL, 9503), (.jscMLiteAdd2, 2261), (.jsc2L, 8471), (.mnistHDR, 142_767),
      (.mnistLUT6, 15673), (.jscDWN10, 31_360), (.jscDWN50, 156_800), (.jscDWN360, 1_128_960),
      (.mnistDWN300, 1_056_000), (.mnistDWN480, 1_689_600), (.mnistDWN760, 2_675_200), (.mnistDWN900, 3_168_000),
      (.mnistDWN1800, 6_336_000),
      (.nidS, 1770),
    ])
  func parameterCount(model: BuiltInModel, count: Int) throws {
    let description = try model.modelDescription()
    #expect(description.parameterCount == count)
    // Drawing millions of weights says no more.
    if count < 200_000 { #expect(Network(description, seed: 0).parameterCount == count) }
    let (inputs, classes, noun) =
      switch model {
      case .mnistHDR, .mnistLUT6, .mnistDWN300, .mnistDWN480, .mnistDWN760, .mnistDWN900, .mnistDWN1800:
        (784, 10, "pixels")
      case .nidS: (593, 2, "binary features")
      default: (16, 5, "jet features")
      }
    #expect(description.inputCount == inputs)
    #expect(description.outputCount == classes)
    #expect(
      model.text.hasPrefix("# \(model.name): \(inputs) \(noun), \(classes) classes, \(count) parameters."))
  }

  @Test(
    "for tables have as many rows of them as the papers say",
    arguments: [(BuiltInModel.jscS, 10_560), (.jscM, 675_840), (.jscL, 2_195_456), (.jscXL, 8_552_448)])
  func tableRows(model: BuiltInModel, rows: Int) throws {
    var (bits, sum) = (0, 0)
    for layer in try model.modelDescription().layers {
      switch layer {
      case .quantizer(let settings): bits = settings.bits
      case .linear(_, let outputCount, _, let fanIn?): sum += outputCount << (fanIn * bits)
      case .neurons(let shape): sum += shape.subNeuronCount << (shape.fanIn * bits)
      default: break
      }
    }
    #expect(sum == rows)
  }

  @Test("for tables bring the recipe of the papers, and the dataset where it is not the jets")
  func recipes() throws {
    for model in BuiltInModel.allCases.drop(while: { $0 != .jscS }) where model != .mnistLUT6 {
      let recipe = try model.modelDescription().recipe
      guard !model.name.contains("-dwn-"), ![.jscKAN, .jscHGQ].contains(model) else { continue }
      let options = try recipe.trainingOptions()
      #expect(options.epochs == 1000)
      #expect(options.batchSize == 1024)
      #expect(options.optimizer == .adamW(beta1: 0.5, beta2: 0.999))
      #expect(options.learningRate == 1e-3)
      #expect(options.weightDecay == 1e-3)
      #expect(options.schedule == .cosineRestarts(minimum: 1e-6, period: 100))
      #expect(recipe.dataset == [.mnistHDR: "mnist", .nidS: "unsw-nb15"][model])
    }
    #expect(try BuiltInModel.jscTiny.modelDescription().recipe.isEmpty)
  }

  @Test("are found by their names", arguments: BuiltInModel.allCases)
  func named(model: BuiltInModel) throws {
    #expect(try BuiltInModel.named(model.name) == model)
    #expect(try model.modelDescription().name == model.name)
    #expect(!model.summary.isEmpty)
  }
}
