import LNQTraining
import Testing

@Suite("Networks with other hidden layers")
struct ModelDescriptionResizingTests {
  private static let text = """
    BatchNorm1d(16)
    ReLU()
    Linear(16, 8, bias=False)
    BatchNorm1d(8, eps=0.001)
    ReLU()
    Dropout(0.25)
    Linear(8, 6, fan_in=4)
    ReLU()
    Linear(6, 5, fan_in=6)
    """

  private func resized(_ widths: [Int]?, fanIn: Int?) throws -> String {
    try ModelDescription(name: "m", text: Self.text).resized(name: "n", widths: widths, fanIn: fanIn).description
  }

  @Test("widths go through to the layers behind, and the output keeps its own")
  func widths() throws {
    #expect(
      try resized([12, 3], fanIn: nil) == """
        BatchNorm1d(16)
        ReLU()
        Linear(16, 12, bias=False)
        BatchNorm1d(12, eps=0.001)
        ReLU()
        Dropout(0.25)
        Linear(12, 3, fan_in=4)
        ReLU()
        Linear(3, 5, fan_in=3)

        """)
  }

  @Test("a fan-in is that of the hidden layers, at most their inputs")
  func fanIn() throws {
    #expect(
      try resized([4, 6], fanIn: 7) == """
        BatchNorm1d(16)
        ReLU()
        Linear(16, 4, bias=False, fan_in=7)
        BatchNorm1d(4, eps=0.001)
        ReLU()
        Dropout(0.25)
        Linear(4, 6, fan_in=4)
        ReLU()
        Linear(6, 5, fan_in=6)

        """)
  }

  @Test("nothing changed is the same network under another name")
  func same() throws {
    let model = try ModelDescription(name: "m", text: Self.text)
    let same = try model.resized(name: "n", widths: nil, fanIn: nil)
    #expect(same.description == model.description)
    #expect(same.name == "n")
    #expect(try resized([8, 6], fanIn: nil) == model.description)
  }

  @Test(
    "hidden layers are all Linear layers but the last, or all layers of tables, the last of which serves all classes alike",
    arguments: [
      ("Linear(4, 3)", []), ("Linear(4, 4)\nLinear(4, 3)", [1]), (text, [1, 1]), ("BatchNorm1d(3)", []),
      ("Thermometer(2, features=4)\nLUTLayer(8)\nLUTLayer(6)\nGroupSum(3)", [1, 3]),
    ])
  func steps(text: String, steps: [Int]) throws {
    #expect(try ModelDescription(name: "m", text: text).hiddenWidthSteps == steps)
  }

  @Test("layers of tables change their number, and what reads them follows")
  func tables() throws {
    let text = "Thermometer(2, features=4)\nLUTLayer(8, n=4)\nLUTLayer(6, mapping='random')\nGroupSum(3)"
    let model = try ModelDescription(name: "m", text: text)
    let resized = try model.resized(name: "m", widths: [7, 9], fanIn: 2)
    #expect(resized.description.contains("LUTLayer(7, n=4)\nLUTLayer(9, mapping='random')\nGroupSum(3"))
    #expect(resized.parameterCount > 0)
    #expect(throws: ModelError.self) { try model.resized(name: "m", widths: [7, 8], fanIn: nil) }
  }

  @Test("a residual block that does not fit the new width is an error")
  func residual() throws {
    let model = try ModelDescription(
      name: "m", text: "Linear(4, 8)\nResidual(Linear(8, 8), ReLU())\nLinear(8, 3)")
    #expect(model.hiddenWidthSteps == [1])
    #expect(throws: ModelError.self) { try model.resized(name: "n", widths: [6], fanIn: nil) }
    #expect(throws: Never.self) { try model.resized(name: "n", widths: [8], fanIn: 2) }
  }

  @Test("neurons and quantizers change with the rest, and the recipe stays")
  func quantizers() throws {
    let text = """
      Recipe(max_epochs=3)
      BatchNorm1d(16)
      QuantHardTanh(bits=2)
      Linear(16, 8, fan_in=3, degree=2)
      BatchNorm1d(8)
      QuantReLU(bits=2)
      Linear(8, 5, fan_in=3, adders=2)
      BatchNorm1d(5)
      QuantHardTanh(bits=4, max=1.33)
      """
    let model = try ModelDescription(name: "m", text: text)
    let resized = try model.resized(
      name: "m", widths: [6], fanIn: 2, bits: .init(input: 3, activation: 1, output: 5))
    #expect(
      resized.fileText == """
        Recipe(max_epochs=3)
        BatchNorm1d(16)
        QuantHardTanh(bits=3)
        Linear(16, 6, fan_in=2, degree=2)
        BatchNorm1d(6)
        QuantReLU(bits=1)
        Linear(6, 5, fan_in=3, adders=2)
        BatchNorm1d(5)
        QuantHardTanh(bits=5, max=1.33)

        """)
  }
}
