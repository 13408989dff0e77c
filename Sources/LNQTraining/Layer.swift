/// One layer of a network.
public enum Layer: Sendable, Equatable {
  /// Batch normalization over the features.
  case batchNorm1d(BatchNorm1d)
  /// max(x, 0).
  case relu
  /// y = W x + b.
  case linear(Linear)
  /// Nothing at inference.
  case dropout(Dropout)
}
