/// Why a quantized network cannot begin with the parameters of another one.
public enum FineTuningError: Error, Hashable, Sendable {
  /// A layer of the model, with its line, meets another layer in the source; nil when the source has no more.
  case layer(String, line: Int, source: String?)
  /// The source goes on after the model's last layer, or after the last one within the layer of this line.
  case goesOn(source: String, line: Int)
  /// There are no rows to choose the scales by.
  case noRows
  /// The rows have another number of features than the network takes.
  case featureCount(network: Int, rows: Int)
}

extension FineTuningError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .layer(let layer, let line, let source):
      "line \(line), \(layer), meets \(source ?? "the end of its network"): \(Self.rule)"
    case .goesOn(let source, let line): "it goes on with \(source) after line \(line): \(Self.rule)"
    case .noRows: "there are no training rows to choose the scales by"
    case .featureCount(let network, let rows):
      "the network takes \(network) features, but the rows have \(rows): choose another model or dataset"
    }
  }

  private static var rule: String {
    "fine-tuning needs the same layers but for Dropout and Quant layers, and a ReLU or QuantReLU for each QuantReLU"
  }
}
