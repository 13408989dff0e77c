import LNQTraining
import Testing

@Suite("Quant layers, neurons and ensembles in the notation")
struct LayerNotationTests {
  private static let spellings: [(written: String, canonical: String)] = [
    ("QuantIdentity(bits=2, signed=True)", "QuantIdentity(bits=2)"),
    ("QuantIdentity(8, False, 2.5, scale=\"learned\")", "QuantIdentity(bits=8, signed=False, max=2.5)"),
    ("QuantHardTanh(bits=1, max=1.0)", "QuantHardTanh(bits=1)"),
    ("QuantReLU(bits=3, max=1)", "QuantReLU(bits=3, max=1.0)"),
    ("QuantReLU(3, scale='power_of_two')", "QuantReLU(bits=3, scale='power_of_two')"),
    ("Linear(16, 5, fan_in=3, degree=1)", "Linear(16, 5, fan_in=3)"),
    ("Linear(16, 5, adders=1)", "Linear(16, 5)"),
    ("Linear(16, 5, True, degree=2, fan_in=3, adders=1)", "Linear(16, 5, fan_in=3, degree=2)"),
    ("Linear(16, 5, fan_in=3, adders=2, adder_bits=4)", "Linear(16, 5, fan_in=3, adders=2)"),
    (
      "Linear(16, 5, fan_in=3, degree=3, adders=2, adder_bits=5)",
      "Linear(16, 5, fan_in=3, degree=3, adders=2, adder_bits=5)"
    ),
    ("Linear(16, 5, fan_in=3, hidden=8, depth=4, skip=0)", "Linear(16, 5, fan_in=3, hidden=8, depth=4)"),
    (
      "Linear(16, 5, fan_in=3, hidden=8, depth=4, skip=2, adders=3)",
      "Linear(16, 5, fan_in=3, hidden=8, depth=4, skip=2, adders=3)"
    ),
    (
      "Ensemble(\n nn.Sequential(Linear(16, 5), QuantReLU(bits=2)),\n  # the second\nSequential(\nLinear(16, 5)\n),\n)",
      "Ensemble(Sequential(Linear(16, 5), QuantReLU(bits=2)), Sequential(Linear(16, 5)))"
    ),
  ]

  @Test("have a canonical form that reads back", arguments: spellings)
  func canonical(written: String, canonical: String) throws {
    let model = try ModelDescription(
      name: "mine",
      text: "\(written)\nReLU()\nBatchNorm1d(5)".contains("Linear")
        ? written : "Linear(16, 5)\n\(written)")
    #expect(model.description.hasSuffix(canonical + "\n"))
    #expect(try ModelDescription(name: "mine", text: model.description) == model)
    #expect(Network(model, seed: 1).modelText == model.description)
    #expect(Network(model, seed: 1).parameterCount == model.parameterCount)
  }

  @Test("learn the number of features from inside an ensemble")
  func inputCount() throws {
    let model = try ModelDescription(
      name: "mine", text: "QuantIdentity(bits=2)\nEnsemble(Sequential(ReLU()), Sequential(BatchNorm1d(7)))")
    #expect(model.inputCount == 7)
    #expect(model.outputCount == 7)
    #expect(model.hasQuantizers)
    #expect(try !ModelDescription(name: "mine", text: "Linear(2, 2)").hasQuantizers)
    #expect(try ModelDescription(name: "mine", text: "Linear(2, 2)\nResidual(QuantReLU(bits=1))").hasQuantizers)
  }

  @Test("name an ensemble's tensors after the member, and a sub-neuron's parameters after its row")
  func stateDict() throws {
    let text =
      "Ensemble(Sequential(Linear(4, 3), QuantReLU(bits=2)), Sequential(Linear(4, 3, fan_in=2, degree=2, adders=2)))"
    let network = Network(try ModelDescription(name: "mine", text: text), seed: 1)
    #expect(
      network.stateDict.map { "\($0.name) \($0.shape)" } == [
        "seq_blocks.0.0.0.weight [3, 4]", "seq_blocks.0.0.0.bias [3]", "seq_blocks.0.0.1.log2_scale [1]",
        "seq_blocks.0.1.0.weight [6, 6]", "seq_blocks.0.1.0.adder_log2_scale [1]",
      ])
  }

  private static let mistakes: [(text: String, sentence: String)] = [
    ("QuantReLU(bits=0)", "QuantReLU(bits=0): bits is 0, but has to be 1 to 8"),
    ("QuantIdentity(bits=33)", "QuantIdentity(bits=33): bits is 33, but has to be 1 to 8"),
    ("QuantHardTanh(9)", "QuantHardTanh(9): bits is 9, but has to be 1 to 8"),
    ("QuantReLU()", "QuantReLU() lacks bits"),
    ("QuantReLU(bits=2, max=0)", "QuantReLU(bits=2, max=0): max is 0, but has to be 1e-09 to 1e+09"),
    ("QuantReLU(bits=2, max=-1.5)", "QuantReLU(bits=2, max=-1.5): max is -1.5, but has to be 1e-09 to 1e+09"),
    (
      "QuantReLU(bits=2, scale='log')",
      "QuantReLU(bits=2, scale='log'): scale is 'log', but lnq can only do 'learned' or 'power_of_two'"
    ),
    (
      "QuantReLU(bits=2, signed=True)",
      "QuantReLU(bits=2, signed=True) has no argument signed: it takes bits, max, scale, unit, max_bits, features"
    ),
    ("Linear(6, 5, degree=2)", "Linear(6, 5, degree=2): degree needs fan_in beside it"),
    ("Linear(6, 5, hidden=2, depth=2)", "Linear(6, 5, hidden=2, depth=2): hidden needs fan_in beside it"),
    ("Linear(6, 5, adders=2)", "Linear(6, 5, adders=2): adders needs fan_in beside it"),
    ("Linear(6, 5, fan_in=7, degree=2)", "Linear(6, 5, fan_in=7, degree=2): fan_in is 7, but has to be 1 to 6"),
    ("Linear(6, 5, fan_in=2, degree=0)", "Linear(6, 5, fan_in=2, degree=0): degree is 0, but has to be 1 to 16"),
    ("Linear(6, 5, fan_in=2, adders=0)", "Linear(6, 5, fan_in=2, adders=0): adders is 0, but has to be 1 to 64"),
    (
      "Linear(6, 5, fan_in=2, adder_bits=3)",
      "Linear(6, 5, fan_in=2, adder_bits=3): adder_bits needs adders=2 or more beside it"
    ),
    (
      "Linear(6, 5, fan_in=2, adders=2, adder_bits=9)",
      "Linear(6, 5, fan_in=2, adders=2, adder_bits=9): adder_bits is 9, but has to be 1 to 8"
    ),
    ("Linear(6, 5, fan_in=2, hidden=2)", "Linear(6, 5, fan_in=2, hidden=2): hidden needs depth beside it"),
    ("Linear(6, 5, fan_in=2, depth=2)", "Linear(6, 5, fan_in=2, depth=2): depth needs hidden beside it"),
    ("Linear(6, 5, fan_in=2, skip=2)", "Linear(6, 5, fan_in=2, skip=2): skip needs hidden beside it"),
    (
      "Linear(6, 5, fan_in=2, hidden=2, depth=4, skip=3)",
      "Linear(6, 5, fan_in=2, hidden=2, depth=4, skip=3): skip is 3, but has to be 0 or a divisor of depth=4"
    ),
    (
      "Linear(6, 5, fan_in=2, hidden=2, depth=2, degree=2)",
      "Linear(6, 5, fan_in=2, hidden=2, depth=2, degree=2): hidden and degree cannot stand together; leave one out"
    ),
    (
      "Linear(6, 5, False, fan_in=2, degree=2)",
      "Linear(6, 5, False, fan_in=2, degree=2): lnq cannot do bias=False with degree, adders or hidden; leave it out"
    ),
    (
      "Linear(64, 5, fan_in=6, degree=8)",
      "Linear(64, 5, fan_in=6, degree=8): a polynomial of degree 8 in 6 inputs has 3003 monomials, "
        + "but a neuron can have at most 1024: use degree=6 or fan_in=4"
    ),
    (
      "Linear(60000, 5, fan_in=60000, degree=9)",
      "Linear(60000, 5, fan_in=60000, degree=9): a polynomial of degree 9 in 60000 inputs has more than 10^12 monomials, "
        + "but a neuron can have at most 1024: use fan_in=4"
    ),
    (
      "Linear(64, 65536, fan_in=3, degree=16, adders=64)",
      "Linear(64, 65536, fan_in=3, degree=16, adders=64): out_features × adders × parameters of a neuron is 4064280577, "
        + "but has to be at most 67108864"
    ),
    ("Ensemble()", "this Ensemble has no members, but needs 2 or more: write Ensemble(Sequential(…), Sequential(…))"),
    (
      "Ensemble(Sequential(Linear(2, 2)))",
      "this Ensemble has one member, but needs 2 or more: write Ensemble(Sequential(…), Sequential(…))"
    ),
    ("Ensemble(Sequential(Linear(2, 2)), Sequential())", "member 2 of this Ensemble holds no layer"),
    ("Ensemble(Linear(2, 2))", "found \"Linear\", expected Sequential(…), a member of the Ensemble"),
    (
      "Ensemble(Sequential(ReLU()) Sequential(ReLU()))",
      "found \"Sequential\", expected a comma or a new line before the next Sequential(…)"
    ),
    (
      "Ensemble(Sequential(Linear(4, 2)), Sequential(Linear(4, 3)))",
      "Ensemble(…) adds 3 features, which member 2 gives, to 2 features, which member 1 gives: make the two shapes equal"
    ),
    (
      "Ensemble(Sequential(Linear(4, 2)), Sequential(Linear(5, 2)))",
      "Linear(5, 2) takes 5 features, but the network's input, as line 1, Linear(4, 2), says, has 4: "
        + "make the two numbers equal"
    ),
    (
      "QuantIdentity(bits=5), Linear(9, 5, fan_in=6, degree=2)",
      "Linear(9, 5, fan_in=6, degree=2): a neuron that sees 6 inputs of 5 bits needs a table of 2^30 rows, "
        + "but 2^20 is the limit: use fan_in=4 or inputs of 3 bits"
    ),
    (
      "BatchNorm1d(30), QuantReLU(bits=1), Dropout(0.1), Linear(30, 5, fan_in=21, degree=2)",
      "Linear(30, 5, fan_in=21, degree=2): a neuron that sees 21 inputs of 1 bits needs a table of 2^21 rows, "
        + "but 2^20 is the limit: use fan_in=20"
    ),
    (
      "QuantIdentity(bits=5), Ensemble(Sequential(Linear(9, 5)), Sequential(Linear(9, 5, fan_in=6, degree=2)))",
      "Linear(9, 5, fan_in=6, degree=2): a neuron that sees 6 inputs of 5 bits needs a table of 2^30 rows, "
        + "but 2^20 is the limit: use fan_in=4 or inputs of 3 bits"
    ),
  ]

  @Test("are refused with a sentence where they are wrong", arguments: mistakes)
  func sentences(text: String, sentence: String) {
    let error = #expect(throws: ModelError.self) { try ModelDescription(name: "mine", text: text) }
    #expect(error?.description == "mine:1: \(sentence)")
  }

  @Test("are refused where nothing says how many features go in, and where ensembles stand too deep")
  func whole() {
    let quantizer = #expect(throws: ModelError.self) { try ModelDescription(name: "mine", text: "QuantReLU(bits=2)") }
    #expect(
      quantizer?.description
        == "mine: no layer in it has parameters (Linear, Conv1d or BatchNorm1d), so there is nothing to train")
    let text = String(repeating: "Ensemble(Sequential(\n", count: 9)
    let deep = #expect(throws: ModelError.self) { try ModelDescription(name: "mine", text: text) }
    #expect(deep?.description == "mine:9: this Ensemble stands in 8 others, but at most 8 can stand in each other")
  }

  @Test("are found in layers that a program puts together, too")
  func programs() {
    let linear = Layer.linear(inputCount: 2, outputCount: 2, hasBias: true, fanIn: nil)
    let single = #expect(throws: ModelError.self) {
      try ModelDescription(name: "mine", layers: [.branches(.ensemble, [[linear]])])
    }
    #expect(
      single?.description
        == "mine:1: this Ensemble has one member, but needs 2 or more: write Ensemble(Sequential(…), Sequential(…))")
    let empty = #expect(throws: ModelError.self) {
      try ModelDescription(name: "mine", layers: [linear, .branches(.ensemble, [[linear], []])])
    }
    #expect(empty?.description == "mine:2: member 2 of this Ensemble holds no layer")
  }

  @Test("without inputs of known width have no limit on their table")
  func unknownWidth() throws {
    #expect(
      try ModelDescription(name: "mine", text: "QuantIdentity(bits=8)\nReLU()\nLinear(9, 5, fan_in=6, degree=2)")
        .parameterCount == 1 + 5 * 28)
  }
}
