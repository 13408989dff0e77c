/// PyTorch's `Conv1d` with zero padding: y[o, p] = b[o] + Σ over the group's channels c and taps t of
/// W[o, c, t] · x[c, p · stride + t · dilation − padding].
public struct Conv1d: Sendable, Equatable {
  /// The sizes.
  public let geometry: Conv1dGeometry
  /// W, `outputChannels` × (`inputChannels` / `groups`) × `kernelSize`, row-major.
  public internal(set) var weight: [Float]
  /// b, one an output channel; nil without a bias.
  public internal(set) var bias: [Float]?

  /// Puts the numbers together.
  ///
  /// - Precondition: the counts agree.
  public init(geometry: Conv1dGeometry, weight: [Float], bias: [Float]?) {
    precondition(weight.count == geometry.weightCount, "\(geometry.weightCount) weights")
    precondition(bias.map { $0.count == geometry.outputChannels } ?? true, "\(geometry.outputChannels) biases")
    self.geometry = geometry
    self.weight = weight
    self.bias = bias
  }

  /// The terms of each output: (output index, tap-by-tap inputs and weights) for an input of `length` positions.
  ///
  /// Outputs and inputs are numbered channel · length + position. Taps outside of the input are left out: they see 0.
  public func terms(length: Int) -> [[(input: Int, weight: Float)]] {
    let outputLength = geometry.outputLength(of: length)
    let (groupInputs, groupOutputs) = (
      geometry.inputChannels / geometry.groups, geometry.outputChannels / geometry.groups
    )
    return (0..<geometry.outputChannels).flatMap { output in
      (0..<outputLength).map { position in
        (0..<groupInputs).flatMap { channel in
          (0..<geometry.kernelSize).compactMap { tap in
            let input = geometry.inputPosition(output: position, tap: tap)
            guard (0..<length).contains(input) else { return nil }
            return (
              (output / groupOutputs * groupInputs + channel) * length + input,
              weight[output * geometry.fanIn + channel * geometry.kernelSize + tap]
            )
          }
        }
      }
    }
  }
}
