import LNQTraining
import Testing

@Suite("Mistakes in convolutions and residual blocks")
struct ShapeErrorTests {
  private static let mistakes: [(text: String, sentence: String)] = [
    (
      "Linear(16, 8)\nConv1d(1, 8, 3)",
      ":2: Conv1d(1, 8, 3) takes 1 channel, but line 1, Linear(16, 8), gives 8 features: "
        + "put Unflatten(1, (1, 8)) before it"
    ),
    (
      "Linear(16, 8)\nConv1d(3, 8, 3)",
      ":2: Conv1d(3, 8, 3) takes 3 channels, but line 1, Linear(16, 8), gives 8 features: 8 is no multiple of 3"
    ),
    (
      "Unflatten(1, (2, 8))\nConv1d(4, 8, 3)",
      ":2: Conv1d(4, 8, 3) takes 4 channels, but line 1, Unflatten(1, (2, 8)), gives 2: make the two numbers equal"
    ),
    (
      "Unflatten(1, (2, 8))\nReLU()\nBatchNorm1d(16)",
      ":3: BatchNorm1d(16) takes 16 channels, but line 1, Unflatten(1, (2, 8)), gives 2: make the two numbers equal"
    ),
    (
      "Unflatten(1, (2, 8))\nLinear(16, 5)",
      ":2: Linear(16, 5) takes 16 features, but line 1, Unflatten(1, (2, 8)), gives 2 channels of length 8: "
        + "put Flatten() before it"
    ),
    (
      "Unflatten(1, (2, 8))\nLinear(8, 5)",
      ":2: Linear(8, 5) takes 8 features, but line 1, Unflatten(1, (2, 8)), gives 2 channels of length 8: "
        + "put Flatten() before it and let it take 16"
    ),
    (
      "ReLU()\nConv1d(1, 8, 3)",
      ":2: Conv1d(1, 8, 3) takes 1 channel, but the network's input is a row of features: "
        + "put Unflatten(1, (1, n)) before it, where n is the number of features"
    ),
    (
      "Conv1d(4, 8, 3)",
      ":1: Conv1d(4, 8, 3) takes 4 channels, but the network's input is a row of features: "
        + "put Unflatten(1, (4, n)) before it, where n is the number of features divided by 4"
    ),
    (
      "Unflatten(1, (1, 4))\nConv1d(1, 8, 3, dilation=2)",
      ":2: Conv1d(1, 8, 3, dilation=2) spans 5 positions, but line 1, Unflatten(1, (1, 4)), gives a length of 4: "
        + "use a smaller kernel or more padding"
    ),
    (
      "Unflatten(1, (1, 2))\nConv1d(1, 8, 7, padding=2)",
      ":2: Conv1d(1, 8, 7, padding=2) spans 7 positions, but line 1, Unflatten(1, (1, 2)), gives a length of 2, "
        + "with the padding 6: use a smaller kernel or more padding"
    ),
    (
      "Unflatten(1, (1, 16))\nConv1d(1, 5000, 1)\nFlatten()",
      ":2: Conv1d(1, 5000, 1) gives 5000 channels of length 16, which are 80000 numbers, "
        + "but a layer can give at most 65536"
    ),
    (
      "Unflatten(1, (300, 300))\nFlatten()\nLinear(16, 5)",
      ":1: Unflatten(1, (300, 300)) gives 300 channels of length 300, which are 90000 numbers, "
        + "but a layer can give at most 65536"
    ),
    (
      "Unflatten(1, (1, 16))\nConv1d(1, 2, 3)",
      ": the outputs must be one number for each class, but line 2, Conv1d(1, 2, 3), gives 2 channels of length 14: "
        + "end with Flatten() and a Linear"
    ),
    ("Conv1d(1, 2)", ":1: Conv1d(1, 2) lacks kernel_size"),
    ("Conv1d(1, 2, 0)", ":1: Conv1d(1, 2, 0): kernel_size is 0, but has to be 1 to 65536"),
    (
      "Conv1d(1, 2, (3, 3))", ":1: Conv1d(1, 2, (3, 3)): kernel_size is (3, 3), but has to be a whole number"
    ),
    ("Conv1d(1, 2, 3, padding=-1)", ":1: Conv1d(1, 2, 3, padding=-1): padding is -1, but has to be 0 to 65536"),
    (
      "Conv1d(1, 2, 3, padding='full')",
      ":1: Conv1d(1, 2, 3, padding='full'): padding is 'full', but has to be a whole number, 'valid' or 'same'"
    ),
    (
      "Conv1d(1, 2, 4, padding='same')",
      ":1: Conv1d(1, 2, 4, padding='same'): lnq cannot do padding='same' with a stride or an even kernel; leave it out"
    ),
    (
      "Conv1d(1, 2, 3, padding_mode=\"circular\")",
      ":1: Conv1d(1, 2, 3, padding_mode='circular'): padding_mode is 'circular', but lnq can only do 'zeros'"
    ),
    (
      "Conv1d(4, 6, 3, groups=4)",
      ":1: Conv1d(4, 6, 3, groups=4): groups is 4, but has to be a divisor of in_channels and of out_channels"
    ),
    (
      "Conv1d(4096, 4096, 5)",
      ":1: Conv1d(4096, 4096, 5): out_channels × in_channels / groups × kernel_size is 83886080, "
        + "but has to be at most 67108864"
    ),
    ("Flatten(0)", ":1: Flatten(0): start_dim is 0, but lnq can only do 1"),
    ("Flatten(1, 2)", ":1: Flatten(1, 2): end_dim is 2, but lnq can only do -1"),
    ("Unflatten(2, (1, 16))", ":1: Unflatten(2, (1, 16)): dim is 2, but lnq can only do 1"),
    (
      "Unflatten(1, 16)",
      ":1: Unflatten(1, 16): unflattened_size is 16, but has to be two whole numbers, such as (1, 16)"
    ),
    (
      "Unflatten(1, (16,))",
      ":1: Unflatten(1, (16,)): unflattened_size is (16,), but has to be two whole numbers, such as (1, 16)"
    ),
    (
      "Unflatten(1, (0, 16))", ":1: Unflatten(1, (0, 16)): unflattened_size is (0, 16), but has to be 1 to 65536"
    ),
    (
      "Unflatten(1, ((1, 2), 3))",
      ":1: Unflatten(1, ((1, 2), 3)): unflattened_size is ((1, 2), 3), but has to be two whole numbers, such as (1, 16)"
    ),
    ("Unflatten(1, (1, 16)", ":1: found the end of the file, expected a comma or a closing bracket"),
    (
      "Conv1d(1, 2, 3, padding='sa me')",
      ":1: Conv1d(1, 2, 3, padding='sa me'): padding is 'sa me', but has to be a whole number"
    ),
    ("'same'", ":1: found \"'same'\", expected a layer such as Linear(16, 5)"),
    (
      "Linear(16, 8)\nResidual(\nLinear(8, 8)\nReLU()\nLinear(9, 8)\n)",
      ":5: Linear(9, 8) takes 9 features, but line 3, Linear(8, 8), gives 8: make the two numbers equal"
    ),
    (
      "Linear(16, 8)\nResidual(ReLU(),\nLinear(8, 5))",
      ":2: Residual(…) adds 5 features, which its body gives, to 8 features, which its input has: "
        + "make the two shapes equal, or give it a shortcut=Sequential(…)"
    ),
    (
      "Unflatten(1, (1, 16))\nResidual(Conv1d(1, 4, 3), shortcut=Sequential(Conv1d(1, 4, 1)))",
      ":2: Residual(…) adds 4 channels of length 14, which its body gives, to 4 channels of length 16, "
        + "which its shortcut gives: make the two shapes equal"
    ),
    (
      "Residual(Linear(16, 16), shortcut=Sequential(Linear(8, 16)))",
      ":1: Linear(8, 16) takes 8 features, but the network's input, as line 1, Linear(16, 16), says, has 16: "
        + "make the two numbers equal"
    ),
    ("Residual()", ":1: Residual() holds no layer: write its body between the brackets"),
    (
      "Residual(shortcut=Sequential(ReLU()))",
      ":1: Residual() holds no layer: write its body between the brackets"
    ),
    (
      "Residual(ReLU(), shortcut=Linear(16, 16))", ":1: found \"Linear\", expected shortcut=Sequential(…)"
    ),
    (
      "Residual(ReLU(), shortcut=Sequential(ReLU()), Linear(16, 16))",
      ":1: found \"Linear\", expected a closing bracket after the shortcut"
    ),
    ("Residual(ReLU() ReLU())", ":1: found \"ReLU\", expected a comma or a new line before the next layer"),
    ("Residual(ReLU()", ":1: found the end of the file, expected a comma or a new line before the next layer"),
    ("Residual(16)", ":1: found \"16\", expected a layer such as Linear(16, 5)"),
    (
      String(repeating: "Residual(\n", count: 9) + "Linear(16, 16)" + String(repeating: ")", count: 9),
      ":9: this Residual stands in 8 others, but at most 8 can stand in each other"
    ),
  ]

  @Test("are named with their line and the numbers", arguments: mistakes)
  func sentences(text: String, sentence: String) {
    let error = #expect(throws: ModelError.self) {
      try ModelDescription(name: "jsc-mine", text: text, source: "jsc-mine.model")
    }
    #expect(error?.description == "jsc-mine.model" + sentence)
  }

  @Test("are found in layers that a program puts together, too")
  func layers() {
    let empty = #expect(throws: ModelError.self) {
      try ModelDescription(
        name: "mine",
        layers: [.linear(inputCount: 2, outputCount: 2, hasBias: true, fanIn: nil), .residual(body: [], shortcut: [])])
    }
    #expect(empty?.description == "mine:2: Residual() holds no layer: write its body between the brackets")
    let geometry = Conv1dGeometry(inputChannels: 1, outputChannels: 1, kernelSize: 1)
    let shapes = #expect(throws: ModelError.self) {
      try ModelDescription(
        name: "mine",
        layers: [.residual(body: [.unflatten(channels: 1, length: 2), .conv1d(geometry, hasBias: true)], shortcut: [])])
    }
    #expect(
      shapes?.description == "mine:1: Residual(…) adds 1 channel of length 2, which its body gives, to 2 features, "
        + "which its input has: make the two shapes equal, or give it a shortcut=Sequential(…)")
  }
}
