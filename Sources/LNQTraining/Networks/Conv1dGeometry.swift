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
