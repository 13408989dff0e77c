/// Layers of PyTorch that lnq has not: why, and what to write instead.
enum ForeignLayer {
  /// What to do about a layer; nil for a name that is none of PyTorch's.
  static func advice(on name: String) -> String? {
    groups.first { $0.names.contains(name) }?.advice
  }

  /// All of them.
  static var names: [String] { groups.flatMap { $0.names.sorted() } }

  private static let groups: [(names: Set<String>, advice: String)] = [
    (
      ["Softmax", "LogSoftmax", "Softmax2d", "Softmin"],
      "leave it out: the cross-entropy is computed from what the last layer gives, and the class is the largest of it"
    ),
    (["ReLU6"], "Hardtanh(0, 6) is the same function"),
    (
      [
        "CELU", "ELU", "GELU", "GLU", "Hardshrink", "Hardsigmoid", "Hardswish", "LogSigmoid", "Mish", "PReLU", "RReLU",
        "SELU", "SiLU", "Softplus", "Softshrink", "Softsign", "Tanhshrink", "Threshold",
      ],
      "of functions of one number lnq has \(ElementwiseFunction.kinds.map { $0.name }.sorted().joined(separator: ", "))"
    ),
    (
      ["AlphaDropout", "Dropout1d", "Dropout2d", "FeatureAlphaDropout"], "write Dropout, which drops single numbers"
    ),
    (
      ["BatchNorm2d", "GroupNorm", "InstanceNorm1d", "LayerNorm", "LazyBatchNorm1d", "RMSNorm"],
      "write BatchNorm1d, whose statistics are fixed after training, so that it becomes a part of the tables"
    ),
    (
      [
        "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool1d", "AvgPool1d", "AvgPool2d", "MaxPool1d",
        "MaxPool2d",
      ], "there is no pooling; a stride of Conv1d makes its output shorter"
    ),
    (
      ["Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "LazyConv1d"],
      "of convolutions lnq has Conv1d, which runs over the positions of its channels"
    ),
    (
      ["Bilinear", "LazyLinear", "NoisyLinear"], "write Linear with its two counts, Linear(16, 5)"
    ),
    (
      ["Embedding", "GRU", "LSTM", "MultiheadAttention", "RNN", "Transformer", "TransformerEncoderLayer"],
      "a network takes rows of numbers, one by one, and remembers nothing"
    ),
  ]
}
