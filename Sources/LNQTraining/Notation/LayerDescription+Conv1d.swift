extension LayerDescription {
  /// Reads a `Conv1d`. `padding` may be a text: `'valid'` is 0, `'same'` what keeps the length, where that is the same on both sides.
  static func conv1d(_ call: LayerCall) throws(ModelError.Problem) -> LayerDescription {
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
