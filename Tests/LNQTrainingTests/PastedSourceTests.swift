import Testing

@testable import LNQTraining

@Suite("Python that people paste")
struct PastedSourceTests {
  private static let sizes = DataSizes(features: 16, classes: 5)

  private static func layers(_ text: String, _ data: DataSizes? = sizes) throws -> [Layer] {
    try ModelSource(name: "mine", text: text).description(for: data).layers
  }

  private static func sentence(_ text: String) -> String? {
    let error = #expect(throws: ModelError.self) { try layers(text) }
    return error?.description
  }

  private static let expected = """
    BatchNorm1d(16)
    ReLU()
    Linear(16, 32)
    Dropout(0.2)
    Linear(32, 5)

    """

  private static let body = """
            nn.BatchNorm1d(in_features),  # input_quant
            nn.ReLU(in_features),
            nn.Linear(in_features, 2 * 16),
            nn.Dropout(0.2),
            nn.Linear(32, num_classes),
    """

  /// One network, as whole classes and as what Python prints.
  private static let spellings: [String] = [
    """
    # Implemented model
    class JSC_Custom(nn.Module):
        \"""With words: and (brackets.\"""
        def __init__(self, info):
            super(JSC_Custom, self).__init__()
            in_features = info.num_features
            num_classes = info.num_classes
            self.seq_blocks = nn.Sequential(
    \(body)
            )

        def forward(self, x):
            return self.seq_blocks(x)

    # A getter, and a dictionary that is cut off
    def get_jsc(info):
        return JSC_Custom(info)

    "jsc": {
        "model": get_jsc,
        "info": MaseModelInfo("jsc", is_fx_traceable=True,
    """,
    """
    ```python
    ass JSC_Custom(nn.Module):
        def __init__(self, in_features=16, num_classes: int = 5):
            super().__init__()
            self.seq_blocks = nn.Sequential(
    \(body)
            )
    ```
    """,
    """
    @register("net")
    class Net(torch.nn.Module):
        def __init__(self, input_size, hidden=32, num_classes=5):
            super().__init__()
            self.loss = nn.CrossEntropyLoss()
            self.bn = nn.BatchNorm1d(input_size)
            self.fc2 = nn.Linear(hidden, num_classes)
            self.fc1 = nn.Linear(input_size, hidden, device=device)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = F.relu(self.bn(x))
            x = F.dropout(self.fc1(x), p=0.2, training=self.training)
            return self.fc2(x)
    """,
    """
    n = 16
    model = nn.Sequential(OrderedDict([
      ('bn', nn.BatchNorm1d(n)), ('relu', nn.ReLU(inplace=True)),
      ('hidden', nn.Sequential(nn.Linear(n, n * 2), nn.Dropout(p=0.2))),
      ('fc', nn.Linear(n + n, 10 // 2)),
    ]))
    """,
    """
    JSC_Custom(
      (seq_blocks): Sequential(
        (0): BatchNorm1d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
        (1): ReLU(inplace=True)
        (2): Linear(in_features=16, out_features=32, bias=True)
        (3): Dropout(p=0.2, inplace=False)
        (4): Linear(in_features=32, out_features=5, bias=True)
      )
    )
    """,
    """
    nn.BatchNorm1d(16), nn.ReLU(), nn.Sequential(nn.Linear(16, 32), nn.Dropout(0.2)), nn.Linear(32, 5), nn.Softmax(dim=1)
    """,
  ]

  @Test("is the network that it describes", arguments: spellings)
  func network(text: String) throws {
    let model = try ModelSource(name: "mine", text: text).description(for: Self.sizes)
    #expect(model.description == Self.expected)
    #expect(try ModelDescription(name: "mine", text: model.fileText) == model)
  }

  @Test("keeps the names that its state_dict has")
  func paths() throws {
    func paths(_ index: Int) throws -> [String] {
      try ModelSource(name: "mine", text: Self.spellings[index]).description(for: Self.sizes).paths
    }
    #expect(try paths(0) == (0..<5).map { "seq_blocks.\($0)" })
    #expect(try paths(2) == ["bn", "", "fc1", "", "fc2"])
    #expect(try paths(3) == ["bn", "relu", "hidden.0", "hidden.1", "fc"])
    #expect(try paths(4) == (0..<5).map { "seq_blocks.\($0)" })
    #expect(try paths(5) == ["0", "1", "2.0", "2.1", "3"])
  }

  @Test("takes sizes from the data set, and says so")
  func dataSizes() throws {
    let source = try ModelSource(name: "mine", text: Self.spellings[0])
    #expect(source.dataNames == ["info.num_features", "info.num_classes"])
    let model = try source.description(for: DataSizes(features: 4, classes: 3))
    #expect((model.inputCount, model.outputCount) == (4, 3))
    #expect(model.notes == ["info.num_features is 4, info.num_classes is 3, as the data set has it"])
    #expect(throws: ModelError.self) { try source.description(for: nil) }
  }

  @Test("One output of a network for two classes becomes two, with a note")
  func oneOutput() throws {
    for ending in ["Linear(4, 1, bias=False)", "Linear(4, 1, bias=False)\nSigmoid()"] {
      let source = try ModelSource(name: "m", text: "Linear(3, 4)\nReLU()\n\(ending)")
      let model = try source.description(for: DataSizes(features: 3, classes: 2))
      #expect(model.description == "Linear(3, 4)\nReLU()\nLinear(4, 2, bias=False)\n")
      #expect(model.notes.count == 1 && model.notes[0].contains("Linear(4, 1, bias=False) (line 3) gets two outputs"))
      #expect(model.notes[0].contains("Sigmoid") == ending.contains("Sigmoid"))
      // Of other classes it stays what it is, and does not fit.
      #expect(try source.description(for: DataSizes(features: 3, classes: 5)).outputCount == 1)
    }
  }

  @Test("A Softmax at the end is left out with a note, and is a foreign layer elsewhere")
  func softmax() throws {
    for last in ["Softmax(dim=1)", "LogSoftmax(1)"] {
      let model = try ModelDescription(name: "mine", text: "nn.Linear(16, 5)\nnn.\(last)")
      #expect(model.layers.count == 1)
      #expect(model.notes.count == 1 && model.notes[0].contains("at the end (line 2) is left out"))
    }
    #expect(Self.sentence("nn.Softmax(1)\nnn.Linear(16, 5)")?.contains("lnq has no Softmax") == true)
  }

  @Test("A sum in forward is a residual block")
  func residual() throws {
    let text = """
      class Net(nn.Module):
          def __init__(self):
              self.stem = nn.Linear(16, 5)
              self.body = nn.Sequential(nn.Linear(5, 5), nn.ReLU())
          def forward(self, x):
              x = self.stem(x)
              y = self.body(x)
              y += x
              return torch.relu(y).flatten(1)
      """
    #expect(
      try Self.layers(text).map(\.description) == [
        "Linear(16, 5)", "Residual(Linear(5, 5), ReLU())", "ReLU()", "Flatten()",
      ])
  }

  private static func net(_ assignments: String, _ forward: String) -> String {
    "class Net(nn.Module):\n  def __init__(self):\n    \(assignments)\n  def forward(self, x):\n    \(forward)\n"
  }

  @Test(
    "What cannot be read says what to paste",
    arguments: [
      ("class Net(nn.Module):\n  def forward(self, x):\n    return x", "no layers are assigned in it"),
      (
        "class A(nn.Module):\n  def __init__(self):\n    self.a = nn.Linear(2, 2)\nclass B(A):\n  def __init__(self):\n"
          + "    self.b = nn.Linear(2, 2)", "mine:4: A and B have layers each"
      ),
      ("self.a = nn.Linear(16, 8)\nself.b = nn.Linear(8, 5)", "mine:2: self.a and self.b are assigned, but no forward"),
      (net("self.a = nn.Linear(5, 5)", "return self.a(self.a(x))"), "mine:5: self.a works at a second place"),
      (net("self.a = nn.Linear(5, 5)", "return self.b(x)"), "mine:5: self.b is called, but no statement assigns"),
      (net("self.a = nn.Linear(5, 5)", "return torch.einsum(x)"), "mine:5: einsum is none of the functions"),
      (net("self.a = nn.Linear(5, 5)", "return F.gelu(self.a(x))"), "mine:5: lnq has no GELU"),
      (
        net("self.a = nn.Linear(5, 5)", "if x: y"),
        "mine:5: found \"if\", expected x = self.layer(x) or return x: write the layers into one nn.Sequential( … )"
      ),
      (net("self.a = nn.Sequential(nn.Linear(5 5))", "return self.a(x)"), "mine:3: found \"5\", expected a comma"),
      (net("self.a = nn.Linear(5, 5)", "y = self.a(x)"), "mine:6: found the end of the file, expected return"),
      ("Net(\n  (a): Linear(16, 8)\n  (b): Linear(8, 5)\n)", "mine:1: print(model) shows the modules of Net (a and b)"),
      (String(repeating: "(", count: 100), "expected"),
      ("nn.Linear(" + String(repeating: "(", count: 10_000), "at most 64 brackets"),
    ])
  func mistakes(text: String, sentence: String) {
    #expect(Self.sentence(text)?.contains(sentence) == true, "\(Self.sentence(text) ?? "")")
  }

  @Test("Damage of any kind ends in a network or an error: every prefix and every deletion")
  func everyDamage() {
    for spelling in Self.spellings {
      let text = Array(spelling)
      for i in stride(from: 0, to: text.count, by: 3) {
        for damaged in [Array(text[..<i]), Array(text[..<i] + text[(i + 1)...])] {
          do {
            #expect(try !Self.layers(String(damaged)).isEmpty)
          } catch {
            #expect("\(error)".hasPrefix("mine:"))
          }
        }
      }
    }
  }
}
