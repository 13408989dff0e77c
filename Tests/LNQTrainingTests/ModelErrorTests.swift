import Testing

@testable import LNQTraining

@Suite("Mistakes in a model")
struct ModelErrorTests {
  private static let layers =
    "BatchNorm1d, Conv1d, Dropout, Ensemble, Flatten, GroupSum, Hardtanh, Identity, KANLinear, LUTLayer, LeakyReLU, Linear, "
    + "QuantHardTanh, QuantIdentity, QuantReLU, ReLU, Residual, Sigmoid, Tanh, Thermometer, Unflatten"

  private static let mistakes: [(text: String, sentence: String)] = [
    (
      "BatchNorm1d(16)\nReLU()\nLinear(32, 5)",
      ":3: Linear(32, 5) takes 32 features, but line 1, BatchNorm1d(16), gives 16: make the two numbers equal"
    ),
    (
      "Linear(16, 8)\nDropout()\nReLU(16)",
      ":3: ReLU(16) takes 16 features, but line 1, Linear(16, 8), gives 8: make the two numbers equal"
    ),
    (
      "ReLU(16)\nnn.Linear(in_features=8, out_features=5)",
      ":2: Linear(in_features=8, out_features=5) takes 8 features, but line 1, ReLU(16), gives 16: "
        + "make the two numbers equal"
    ),
    ("", ": there is no layer in it: write one layer a line, such as Linear(16, 5)"),
    ("# only a comment\n", ": there is no layer in it: write one layer a line, such as Linear(16, 5)"),
    (
      "ReLU()\nDropout()",
      ": no layer in it has parameters (Linear, Conv1d or BatchNorm1d), so there is nothing to train"
    ),
    (
      "Linear(16, 5)\nRelu()",
      ":2: there is no layer Relu (did you mean ReLU?); lnq has \(layers)"
    ),
    ("Warp(1)", ":1: there is no layer Warp; lnq has \(layers)"),
    (
      "Linear(16, 5, biass=False)",
      ":1: Linear(16, 5, biass=False) has no argument biass: it takes in_features, out_features, bias, fan_in, "
        + "degree, adders, adder_bits, hidden, depth, skip"
    ),
    ("Linear(16)", ":1: Linear(16) lacks out_features"),
    ("Linear()", ":1: Linear() lacks in_features"),
    ("BatchNorm1d(eps=1e-5)", ":1: BatchNorm1d(eps=1e-5) lacks num_features"),
    ("Linear(16, 5, out_features=5)", ":1: Linear(16, 5, out_features=5) gives out_features twice"),
    (
      "Linear(16, 5, True, 3)",
      ":1: Linear(16, 5, True, 3) has 4 arguments without a keyword, but can have 3"
    ),
    ("Linear(16, 5.0)", ":1: Linear(16, 5.0): out_features is 5.0, but has to be a whole number"),
    ("Linear(n_in, 5)", ":1: Linear(n_in, 5): in_features is n_in, but has to be a whole number"),
    ("Linear(16, 5, bias=0)", ":1: Linear(16, 5, bias=0): bias is 0, but has to be True or False"),
    (
      "BatchNorm1d(16, momentum=None)", ":1: BatchNorm1d(16, momentum=None): momentum is None, but has to be a number"
    ),
    ("Linear(0, 5)", ":1: Linear(0, 5): in_features is 0, but has to be 1 to 65536"),
    ("Linear(16, -5)", ":1: Linear(16, -5): out_features is -5, but has to be 1 to 65536"),
    (
      "Linear(65536, 65536)",
      ":1: Linear(65536, 65536): in_features × out_features is 4294967296, but has to be at most 67108864"
    ),
    ("Linear(4, 5, fan_in=5)", ":1: Linear(4, 5, fan_in=5): fan_in is 5, but has to be 1 to 4"),
    ("Dropout(1.0)\nLinear(4, 5)", ":1: Dropout(1.0): p is 1.0, but has to be at least 0 and less than 1"),
    ("Dropout(-0.1)\nLinear(4, 5)", ":1: Dropout(-0.1): p is -0.1, but has to be 0.0 to 1.0"),
    ("ReLU(0)\nLinear(4, 5)", ":1: ReLU(0): inplace is 0, but has to be 1 to 65536"),
    ("BatchNorm1d(16, affine=False)", ":1: BatchNorm1d(16, affine=False): lnq cannot do affine=False; leave it out"),
    (
      "BatchNorm1d(16, track_running_stats=False)",
      ":1: BatchNorm1d(16, track_running_stats=False): lnq cannot do track_running_stats=False; leave it out"
    ),
    ("Linear(16, 5) ReLU()", ":1: found \"ReLU\", expected a comma or a new line before the next layer"),
    ("Linear(16, 5", ":1: found the end of the file, expected a comma or a closing bracket"),
    ("Linear\n(16, 5)", ":1: found the end of the line, expected \"(\""),
    ("Linear(16 5)", ":1: found \"5\", expected a comma or a closing bracket"),
    ("Linear(16,, 5)", ":1: found \",\", expected a number, True or False"),
    ("Linear(in_features=16, 5)", ":1: found \"5\", expected a keyword, as after every keyword argument"),
    ("Linear(1x6, 5)", ":1: found \"1x6\", expected a number"),
    ("BatchNorm1d(16, eps=1e999)", ":1: found \"1e999\", expected a number"),
    ("16\n", ":1: found \"16\", expected a layer such as Linear(16, 5)"),
    ("\n\n[Linear(16, 5)]", ":3: found \"[\", expected a layer such as Linear(16, 5)"),
    (
      "Linear = (16, 5)",
      ": no layers are assigned in it: paste the class with its __init__, in which self.… = nn.Sequential( … ) "
        + "lists the layers, or those layers alone"
    ),
    (
      "nn.Sequential(Linear(16, 5))\nReLU()",
      ":2: found \"ReLU\", expected nothing after the Sequential's closing bracket"
    ),
    (
      "nn.Sequential(Linear(16, 5)",
      ":1: found the end of the file, expected a comma or a new line before the next layer"
    ),
  ]

  @Test("are named with their line and the numbers", arguments: mistakes)
  func sentences(text: String, sentence: String) {
    let error = #expect(throws: ModelError.self) {
      try ModelDescription(name: "jsc-mine", text: text, source: "jsc-mine.model")
    }
    #expect(error?.description == "jsc-mine.model" + sentence)
  }

  @Test("of any kind end in an error, never in a crash: every prefix and every deletion of a long text")
  func everyDamage() {
    let text = Array(
      "x = nn.Sequential(nn.Unflatten(1, (2, 8)), Conv1d(2, 1, (3,), padding='same'), Residual(Flatten(),\n"
        + "shortcut=Sequential(Flatten())),\nnn.BatchNorm1d(8, eps=1e-5), # c\nLinear(8, 8, fan_in=3,),\nReLU(8))\n")
    for i in text.indices {
      for damaged in [Array(text[..<i]), Array(text[..<i] + text[(i + 1)...])] {
        do {
          let model = try ModelDescription(name: "damaged", text: String(damaged))
          #expect(!model.layers.isEmpty)
        } catch {
          #expect(error.description.hasPrefix("damaged:"))
        }
      }
    }
  }

  @Test("An unknown name lists the names and suggests the nearest")
  func unknownModel() {
    let known =
      "jsc-tiny, jsc-toy, jsc-medium, jsc-my, jsc-tiny-x10, jsc-custom, jsc-rs1923, jsc-trt, jsc-s, "
      + "jsc-m, jsc-l, jsc-m-lite, jsc-xl, jsc-m-lite-add2, jsc-2l, jsc-kan, jsc-hgq, mnist-hdr, mnist-lut6, jsc-dwn-10, "
      + "jsc-dwn-50, jsc-dwn-360, mnist-dwn-300, mnist-dwn-480, mnist-dwn-760, mnist-dwn-900, mnist-dwn-1800, nid-s"
    let near = #expect(throws: ModelError.self) { try BuiltInModel.named("jsc_tny") }
    #expect(
      near?.description == "jsc_tny is not a built-in model (did you mean jsc-tiny?); there are \(known), "
        + "or give the path of a .model file")
    let far = #expect(throws: ModelError.self) { try BuiltInModel.named("resnet50") }
    #expect(
      far?.description == "resnet50 is not a built-in model; there are \(known), or give the path of a .model file")
  }

  @Test(
    "a layer of PyTorch that lnq has not is no misspelling",
    arguments: [
      (
        "Softmax2d()",
        "lnq has no Softmax2d: leave it out: the cross-entropy is computed from what the last layer gives"
      ),
      (
        "GELU()",
        "lnq has no GELU: of functions of one number lnq has Hardtanh, Identity, LeakyReLU, ReLU, Sigmoid, Tanh"
      ),
      ("ReLU6()", "lnq has no ReLU6: Hardtanh(0, 6) is the same function"),
      ("LayerNorm(5)", "lnq has no LayerNorm: write BatchNorm1d"),
      ("MaxPool1d(2)", "lnq has no MaxPool1d: there is no pooling"),
    ])
  func foreignLayers(call: String, sentence: String) {
    let error = #expect(throws: ModelError.self) {
      try ModelDescription(name: "m", text: "Linear(16, 5)\nnn.\(call)\n")
    }
    #expect(error?.description.hasPrefix("m:2: \(sentence)") == true, "\(error?.description ?? "")")
  }

  @Test("what the advice on such a layer names can be written")
  func adviceOnForeignLayers() throws {
    for text in ["Linear(16, 5)\nHardtanh(0, 6)\n", "Linear(16, 5)\nBatchNorm1d(5)\n", "Linear(16, 5)\nIdentity()\n"] {
      _ = try ModelDescription(name: "m", text: text)
    }
    for name in Layer.names { #expect(ForeignLayer.advice(on: name) == nil) }
  }
}
