internal import Foundation
import LNQTraining

/// What quantizers of values become: a Quant layer, and around it what a Quant layer has not.
///
/// A Quant layer has one scale and all codes of its bits, with 0 among the values. A zero point z and scales s of each feature are
/// BatchNorms with fixed numbers before it and behind it, x / s + z and (q − z) · s, and codes that are left out are cut off behind it, by
/// a Hardtanh. Tables hold all of that in the codes' own bits.
extension ONNXWalk {
  mutating func quantizer(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    if node.operation == "DequantizeLinear" {
      let zero = constants.count > 2 ? constants[2]?.values ?? [0] : [0]
      guard let coding = flow.coding, constants.count > 1, constants[1]?.values == coding.scales, zero == coding.zeros
      else {
        throw .node(
          node.text,
          "it does not follow the QuantizeLinear of the same scale and zero point: export both, one after the other")
      }
      flow.coding = nil
      return
    }
    let range = try ONNXQuantizer(node, constants)
    if node.operation == "QuantizeLinear" {
      flow.coding = (range.scale.values, range.zero.values)
    }
    guard QuantizerSettings.bitCounts.contains(range.bits) else {
      throw .node(
        node.text,
        "it has \(range.bits) bits, but Quant layers have 1 to 8: train with fewer, or export the network without this node; for inputs and "
          + "outputs lnq quantize has --input-bits and --output-bits")
    }
    let units = QuantizerSettings.units
    guard let scales = spread(range.scale, flow), let zeros = spread(range.zero, flow),
      scales.allSatisfy({ $0 >= Double(units.lowerBound) && $0 <= Double(units.upperBound) }),
      zeros.allSatisfy({ abs($0) <= 65_536 })
    else {
      throw .node(
        node.text,
        "it needs one scale and one zero point, or one of each of the \(normalized(flow)) features; scales from 1e-18 to 1e18"
      )
    }
    try quantize(node, range, scales, zeros, &flow)
  }

  private mutating func quantize(
    _ node: Node, _ range: ONNXQuantizer, _ scales: [Double], _ zeros: [Double], _ flow: inout ONNXFlow
  ) throws(Problem) {
    var (low, high) = (range.low, range.high)
    let natural = (low: range.isSigned ? -Double(1 << (range.bits - 1)) : 0, bits: range.bits)
    let isOne = scales.allSatisfy { $0 == scales[0] }
    let isShifted = zeros.contains { $0 != 0 }
    // What a Relu before it cuts off are the codes below the zero point.
    var isRectified = false
    if case .relu? = flow.steps.last?.layer, zeros.allSatisfy({ $0 == zeros[0] }), zeros[0] < high {
      isRectified = true
      low = max(low, zeros[0])
      flow.steps.removeLast()
      flow.ids.removeLast()
    }
    guard low < high else { throw .node(node.text, "it has one code alone: give it another bit") }
    let unit = isOne ? Float(scales[0]) : 1
    if isShifted || !isOne {
      affine(
        scales.map { isOne ? 1 : 1 / $0 }, zip(zeros, scales).map { isOne ? $0 * $1 : $0 }, to: &flow)
    }
    let isRelu = isRectified && !range.isSigned
    let log2Scale = Foundation.log2(Double(unit))
    let isPower = log2Scale == log2Scale.rounded()
    add(
      .quantizer(
        QuantizerSettings(
          isRelu ? .relu : .identity, bits: range.bits, signed: range.isSigned, unit: isPower ? 1 : unit)),
      [[isPower ? log2Scale : 0]], to: &flow)
    let naturalHigh = Double(1 << (range.isSigned ? natural.bits - 1 : natural.bits)) - 1
    if low > natural.low || high < naturalHigh {
      let bounds = (Float(low) * unit, Float(high) * unit)
      guard abs(bounds.0) <= 1e6, abs(bounds.1) <= 1e6, bounds.0 < bounds.1 else {
        throw .node(node.text, "its codes reach from \(bounds.0) to \(bounds.1): export with a smaller scale")
      }
      add(.elementwise(.hardtanh(Hardtanh(minimum: bounds.0, maximum: bounds.1))), to: &flow)
    }
    if isShifted || !isOne {
      affine(
        scales.map { isOne ? 1 : $0 }, zip(zeros, scales).map { -$0 * $1 }, to: &flow)
    }
  }

  /// ±scale by the sign, 0 being positive: a Quant layer of one bit that is 1 for negative values.
  ///
  /// −2^20 · x + 1/4 rounds to 1 below −2^-22, and 0 is far from a tie.
  mutating func bipolar(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    guard constants.count > 1, let scale = constants[1], let scales = spread(scale, flow),
      scales.allSatisfy({ $0 > 0 && $0 < 1e18 })
    else {
      throw .node(node.text, "it needs one scale greater than 0, or one of each of the \(normalized(flow)) features")
    }
    affine(scales.map { _ in -0x1p20 }, scales.map { _ in 0.25 }, to: &flow)
    add(.quantizer(QuantizerSettings(.identity, bits: 1, signed: false)), [[0]], to: &flow)
    affine(scales.map { -2 * $0 }, scales, to: &flow)
  }

  /// A batch normalization with fixed numbers: x · scale + offset.
  private mutating func affine(_ scale: [Double], _ offset: [Double], to flow: inout ONNXFlow) {
    let count = scale.count
    add(
      .batchNorm1d(featureCount: count, epsilon: 0, momentum: 0.1),
      [scale, offset, Array(repeating: 0, count: count), Array(repeating: 1, count: count)], to: &flow)
  }

  /// A number for each feature, or for each channel where channels are what lnq's layers give; nil where there are other numbers.
  private func spread(_ numbers: Constant, _ flow: ONNXFlow) -> [Double]? {
    let count = normalized(flow)
    if numbers.values.count > 1, flow.isChannels {
      // One of each channel, not of each position.
      let axis = numbers.dims.count == 1 ? 0 : numbers.dims.firstIndex { $0 != 1 }
      guard numbers.dims.count == 1 || axis == numbers.dims.count - 2 else { return nil }
    }
    return Self.spread(numbers, over: count)
  }
}
