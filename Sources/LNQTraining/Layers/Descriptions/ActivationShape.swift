/// The shape of what flows between layers, for one sample.
///
/// In memory both are `count` numbers; of channels the first one's positions come first, as in PyTorch.
public enum ActivationShape: Hashable, Sendable {
  /// A vector, PyTorch's `(N, features)`.
  case features(Int)
  /// Channels with the same number of positions, PyTorch's `(N, channels, length)`.
  case channels(Int, length: Int)

  /// How many numbers it holds.
  public var count: Int {
    switch self {
    case .features(let count): count
    case .channels(let channels, let length): channels * length
    }
  }

  /// What a batch normalization has a mean and a variance for, and how many numbers each belongs to.
  var normalized: (channels: Int, length: Int) {
    switch self {
    case .features(let count): (count, 1)
    case .channels(let channels, let length): (channels, length)
    }
  }
}

extension ActivationShape: CustomStringConvertible {
  /// `16 features`, `8 channels of length 16`.
  public var description: String {
    switch self {
    case .features(let count): "\(count) feature\(count == 1 ? "" : "s")"
    case .channels(let channels, let length): "\(channels) channel\(channels == 1 ? "" : "s") of length \(length)"
    }
  }
}
