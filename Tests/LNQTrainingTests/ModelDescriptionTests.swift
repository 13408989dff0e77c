import LNQTraining
import Testing

@Suite("The model notation")
struct ModelDescriptionTests {
  private let tiny: [Layer] = [
    .batchNorm1d(featureCount: 16, epsilon: 1e-5, momentum: 0.1), .relu,
    .linear(inputCount: 16, outputCount: 5, hasBias: true, fanIn: nil), .relu,
  ]

  @Test(
    "reads one network in every spelling that users paste",
    arguments: [
      "BatchNorm1d(16)\nReLU()\nLinear(16, 5)\nReLU()",
      "BatchNorm1d(16)\r\nReLU()\r\nLinear(16, 5)\r\nReLU()\r\n",
      "\u{FEFF}nn.BatchNorm1d(16),\nnn.ReLU(),\nnn.Linear(16, 5),\nnn.ReLU(),\n",
      "torch.nn.BatchNorm1d(16), torch.nn.ReLU(), torch.nn.Linear(16, 5), torch.nn.ReLU()",
      "# a comment, with Linear(1, 2)\n\n  BatchNorm1d(16)  # seq_blocks.0\n\tReLU(16)\nLinear(16, 5,)\nReLU(5)  # é",
      "nn.Sequential(\n  nn.BatchNorm1d(16),\n  nn.ReLU(16),\n  nn.Linear(16, 5),\n  nn.ReLU(5)\n)\n",
      "self.seq_blocks = nn.Sequential(nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 5), nn.ReLU(),)",
      "Sequential(BatchNorm1d(num_features=16), ReLU(inplace=True), Linear(in_features=16, out_features=5), ReLU(True))",
      "BatchNorm1d(\n  16,\n  eps=1e-5,\n  momentum=.1,\n)\nReLU(inplace=False)\nLinear(out_features=5, in_features=16)\nReLU()",
      "BatchNorm1d(16, 1e-05, 0.1, True, True)\nReLU()\nLinear(16, 5, True)\nReLU()",
      "BatchNorm1d(16, affine=True, track_running_stats=True)\nReLU()\nLinear(16, 5, bias=True)\nReLU()",
    ])
  func spellings(text: String) throws {
    let model = try ModelDescription(name: "mine", text: text)
    #expect(model.layers == tiny)
    #expect(model.inputCount == 16)
    #expect(model.outputCount == 5)
  }

  @Test("keeps the line of every layer")
  func lines() throws {
    let text = "# first\nBatchNorm1d(16)\n\nReLU(), Linear(\n16, 5)\nReLU()"
    #expect(try ModelDescription(name: "mine", text: text).lines == [2, 4, 4, 6])
  }

  @Test("takes every argument as PyTorch does")
  func arguments() throws {
    let text = """
      BatchNorm1d(16, 0.001, 0.25)
      Linear(16, 64, bias=False, fan_in=3)
      Dropout()
      Dropout(p=0.2)
      Dropout(0.75, inplace=True)
      Dropout(0)
      """
    #expect(
      try ModelDescription(name: "mine", text: text).layers == [
        .batchNorm1d(featureCount: 16, epsilon: 0.001, momentum: 0.25),
        .linear(inputCount: 16, outputCount: 64, hasBias: false, fanIn: 3),
        .dropout(probability: 0.5), .dropout(probability: 0.2), .dropout(probability: 0.75), .dropout(probability: 0),
      ])
  }

  @Test("prints a canonical text that reads back to the same value")
  func canonicalText() throws {
    let text = "nn.ReLU(16), nn.BatchNorm1d(16, eps=1e-3, momentum=0.3), Linear(16, 8, False, fan_in=2), Dropout(p=.1)"
    let model = try ModelDescription(name: "mine", text: text)
    #expect(
      model.description == """
        ReLU()
        BatchNorm1d(16, eps=0.001, momentum=0.3)
        Linear(16, 8, bias=False, fan_in=2)
        Dropout(0.1)

        """)
    #expect(try ModelDescription(name: "mine", text: model.description) == model)
    #expect(try ModelDescription(name: "yours", text: model.description) != model)
  }

  @Test("reads convolutions and residual blocks as users paste them")
  func blocks() throws {
    let text = """
      seq_blocks = nn.Sequential(
        nn.Unflatten(1, (1, 16)),
        nn.Conv1d(1, 8, kernel_size=(3,), stride=(2,), padding=1, padding_mode='zeros'),
        nn.BatchNorm1d(8),
        nn.ReLU(8),
        Residual(
          nn.Conv1d(8, 12, 3, 2, 2, 2, 4, False)  # 8 × 8 → 12 × 4

          nn.Dropout(0.25), Residual(nn.Conv1d(12, 12, 3, padding="same"), nn.Conv1d(12, 12, 1, padding="valid")),
          shortcut=nn.Sequential(
            nn.Conv1d(8, 12, 1, stride=2),
          ),
        ),
        nn.Flatten(start_dim=1, end_dim=-1),
        nn.Linear(48, 5),
      )
      """
    let model = try ModelDescription(name: "mine", text: text)
    let square = Conv1dGeometry(inputChannels: 12, outputChannels: 12, kernelSize: 3, padding: 1)
    let point = Conv1dGeometry(inputChannels: 12, outputChannels: 12, kernelSize: 1)
    #expect(
      model.layers == [
        .unflatten(channels: 1, length: 16),
        .conv1d(
          Conv1dGeometry(inputChannels: 1, outputChannels: 8, kernelSize: 3, stride: 2, padding: 1), hasBias: true),
        .batchNorm1d(featureCount: 8, epsilon: 1e-5, momentum: 0.1), .relu,
        .residual(
          body: [
            .conv1d(
              Conv1dGeometry(
                inputChannels: 8, outputChannels: 12, kernelSize: 3, stride: 2, padding: 2, dilation: 2, groups: 4),
              hasBias: false),
            .dropout(probability: 0.25),
            .residual(body: [.conv1d(square, hasBias: true), .conv1d(point, hasBias: true)], shortcut: []),
          ],
          shortcut: [
            .conv1d(Conv1dGeometry(inputChannels: 8, outputChannels: 12, kernelSize: 1, stride: 2), hasBias: true)
          ]),
        .flatten, .linear(inputCount: 48, outputCount: 5, hasBias: true, fanIn: nil),
      ])
    #expect(model.inputCount == 16)
    #expect(model.outputCount == 5)
    #expect(model.lines == [2, 3, 4, 5, 6, 14, 15])
    let parameters = 8 * 3 + 8 + 16 + 12 * 2 * 3 + (12 * 12 * 3 + 12) + (12 * 12 + 12) + (8 * 12 + 12) + 48 * 5 + 5
    #expect(model.parameterCount == parameters)
    #expect(Network(model, seed: 0).parameterCount == parameters)
    #expect(
      model.description == """
        Unflatten(1, (1, 16))
        Conv1d(1, 8, 3, stride=2, padding=1)
        BatchNorm1d(8)
        ReLU()
        Residual(Conv1d(8, 12, 3, stride=2, padding=2, dilation=2, groups=4, bias=False), Dropout(0.25), \
        Residual(Conv1d(12, 12, 3, padding=1), Conv1d(12, 12, 1)), shortcut=Sequential(Conv1d(8, 12, 1, stride=2)))
        Flatten()
        Linear(48, 5)

        """)
    #expect(try ModelDescription(name: "mine", text: model.description) == model)
  }

  @Test(
    "takes the number of features from the first layer that says it, in a residual block too",
    arguments: [
      "Residual(ReLU(), Linear(6, 6))\nLinear(6, 2)", "Residual(ReLU(), shortcut=Sequential(BatchNorm1d(6)))",
      "Residual(Residual(Dropout()))\nFlatten()\nReLU(6)\nLinear(6, 2)",
      "Residual(Unflatten(1, (2, 3)), Conv1d(2, 2, 1), Flatten())",
    ])
  func inputCount(text: String) throws {
    #expect(try ModelDescription(name: "mine", text: text).inputCount == 6)
  }

  @Test("counts trainable numbers, without the weights outside of a fan-in")
  func parameterCount() throws {
    let model = try ModelDescription(
      name: "mine", text: "BatchNorm1d(16)\nLinear(16, 8, fan_in=3)\nLinear(8, 5, bias=False)")
    #expect(model.parameterCount == 32 + (8 * 3 + 8) + 40)
  }

  @Test("checks layers that a program puts together")
  func layers() throws {
    #expect(try ModelDescription(name: "mine", layers: tiny).outputCount == 5)
    let error = #expect(throws: ModelError.self) {
      try ModelDescription(name: "mine", layers: tiny + [.batchNorm1d(featureCount: 6, epsilon: 1e-5, momentum: 0.1)])
    }
    #expect(
      error?.description
        == "mine:5: BatchNorm1d(6) takes 6 features, but line 3, Linear(16, 5), gives 5: make the two numbers equal")
  }
}
