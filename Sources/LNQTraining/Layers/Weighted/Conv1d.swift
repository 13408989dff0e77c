/// PyTorch's `Conv1d` with its numbers and zero padding: y[o, p] = b[o] + Σ over the group's channels c and taps t of
/// W[o, c, t] · x[c, p · stride + t · dilation − padding].
public struct Conv1d: Sendable, Equatable {
  /// The sizes.
  public let geometry: Conv1dGeometry
  /// W, `outputChannels` × (`inputChannels` / `groups`) × `kernelSize`, row-major.
  public let weight: [Float]
  /// b, one an output channel; nil without a bias.
  public let bias: [Float]?

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

  static func tensors(_ geometry: Conv1dGeometry, hasBias: Bool) -> [LayerTensor] {
    let shape = [geometry.outputChannels, geometry.inputChannels / geometry.groups, geometry.kernelSize]
    return [LayerTensor("weight", shape)] + (hasBias ? [LayerTensor("bias", [geometry.outputChannels])] : [])
  }

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .conv1d(let geometry, let hasBias) = place.layer else { return nil }
    let values = network.numbers(at: place).values
    self.init(geometry: geometry, weight: values[0], bias: hasBias ? values[1] : nil)
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

/// The sizes of PyTorch's `Conv1d`, without its numbers.
///
/// Output position p of a channel reads, for each tap t in 0 ..< `kernelSize`, the input position
/// p · `stride` + t · `dilation` − `padding` of the input channels of its group; positions outside of the input are 0.
public struct Conv1dGeometry: Hashable, Sendable {
  /// How many channels go in.
  public let inputChannels: Int
  /// How many channels come out.
  public let outputChannels: Int
  /// How many taps the kernel has.
  public let kernelSize: Int
  /// How far the kernel moves from one output position to the next.
  public let stride: Int
  /// How many zeros stand before and after the input.
  public let padding: Int
  /// How far two neighbouring taps are apart.
  public let dilation: Int
  /// Into how many equal groups the channels are divided; output channels see the input channels of their group.
  public let groups: Int

  /// Puts the sizes together.
  ///
  /// - Precondition: all are 1 or more (the padding 0 or more), and the groups divide both numbers of channels.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1
  ) {
    precondition(
      inputChannels > 0 && outputChannels > 0 && kernelSize > 0 && stride > 0 && padding >= 0 && dilation > 0
        && groups > 0, "a Conv1d of positive sizes")
    precondition(
      inputChannels.isMultiple(of: groups) && outputChannels.isMultiple(of: groups), "\(groups) groups of channels")
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// How many neighbouring input positions one output position spans.
  public var span: Int { dilation * (kernelSize - 1) + 1 }

  /// How many weights each output channel has.
  public var fanIn: Int { inputChannels / groups * kernelSize }

  /// How many weights there are.
  public var weightCount: Int { outputChannels * fanIn }

  /// ⌊(`length` + 2 · padding − span) / stride⌋ + 1; 0 when the kernel does not fit.
  public func outputLength(of length: Int) -> Int {
    let room = length + 2 * padding - span
    return room < 0 ? 0 : room / stride + 1
  }

  /// The input position that a tap reads at an output position; it may lie outside of the input.
  func inputPosition(output: Int, tap: Int) -> Int { output * stride + tap * dilation - padding }

  /// The output positions at which `tap` reads inside of an input of `length` positions.
  func outputPositions(tap: Int, length: Int) -> Range<Int> {
    let outputLength = outputLength(of: length)
    // output · stride + shift must lie in 0 ..< length.
    let shift = tap * dilation - padding
    let first = shift >= 0 ? 0 : (stride - 1 - shift) / stride
    let end = shift >= length ? 0 : (length - 1 - shift) / stride + 1
    return min(first, outputLength)..<max(min(first, outputLength), min(end, outputLength))
  }
}

extension Layer {
  /// Reads a `Conv1d`. `padding` may be a text: `'valid'` is 0, `'same'` what keeps the length, where that is the same on both sides.
  static func conv1d(_ call: LayerCall) throws(ModelError.Problem) -> Layer {
    let arguments = try call.arguments(
      [
        "in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias", "padding_mode",
      ], required: 3)
    let inputChannels = try arguments.count("in_channels")
    let outputChannels = try arguments.count("out_channels")
    let kernelSize = try arguments.size("kernel_size", in: featureCounts) ?? 1
    let stride = try arguments.size("stride", in: featureCounts) ?? 1
    let dilation = try arguments.size("dilation", in: featureCounts) ?? 1
    let padding: Int
    switch arguments.text("padding") {
    case nil: padding = try arguments.size("padding", in: 0...featureCounts.upperBound) ?? 0
    case "valid": padding = 0
    case "same":
      let total = dilation * (kernelSize - 1)
      guard stride == 1, total.isMultiple(of: 2) else {
        throw .unsupported(call: call.text, argument: "padding='same' with a stride or an even kernel")
      }
      padding = total / 2
    case .some(let text):
      throw .wrongType(
        call: call.text, argument: "padding", value: "'\(text)'", expected: "a whole number, 'valid' or 'same'")
    }
    try arguments.require("padding_mode", isAlways: "zeros")
    let groups = try arguments.optionalCount("groups", in: featureCounts) ?? 1
    guard inputChannels.isMultiple(of: groups), outputChannels.isMultiple(of: groups) else {
      throw .outOfRange(
        call: call.text, argument: "groups", value: "\(groups)",
        allowed: "a divisor of in_channels and of out_channels")
    }
    // Three counts of up to 2^16 do not overflow.
    let weightCount = outputChannels * (inputChannels / groups) * kernelSize
    guard weightCount <= weightLimit else {
      throw .outOfRange(
        call: call.text, argument: "out_channels × in_channels / groups × kernel_size", value: "\(weightCount)",
        allowed: "at most \(weightLimit)")
    }
    return .conv1d(
      Conv1dGeometry(
        inputChannels: inputChannels, outputChannels: outputChannels, kernelSize: kernelSize, stride: stride,
        padding: padding, dilation: dilation, groups: groups),
      hasBias: try arguments.boolean("bias", default: true))
  }
}

extension Conv1dGeometry {
  /// The arguments: what is required, and keywords for what differs from PyTorch's defaults.
  var notation: String {
    let keywords = [("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1), ("groups", groups, 1)]
    return "\(inputChannels), \(outputChannels), \(kernelSize)"
      + keywords.filter { $0.1 != $0.2 }.map { ", \($0.0)=\($0.1)" }.joined()
  }
}
