internal import Foundation
import LNQTraining

/// What a node makes of constants alone.
extension ONNXWalk {
  func folded(_ node: Node, _ inputs: [Constant?]) throws(Problem) -> Constant {
    func unknown() -> Problem {
      .node(node.text, "lnq cannot compute it of constants of these shapes; export the network with constants folded")
    }
    let constants = inputs.compactMap(\.self)
    if node.operation == "Constant" {
      if let value = node.constants["value"] { return value }
      if let value = node.integers["value_int"] { return Constant(dims: [], values: [Double(value)]) }
      if let value = node.reals["value_float"] { return Constant(dims: [], values: [Double(value)]) }
      if let values = node.lists["value_ints"] {
        return Constant(dims: [values.count], values: values.map(Double.init))
      }
      throw unknown()
    }
    guard let first = constants.first else { throw unknown() }
    let result: Constant?
    switch node.operation {
    case "Identity", "Cast": result = first
    case "Transpose": result = first.transposed(node.lists["perm"])
    case "Neg": result = Constant(dims: first.dims, values: first.values.map { -$0 })
    case "Sqrt": result = Constant(dims: first.dims, values: first.values.map { $0.squareRoot() })
    case "Add", "Sub", "Mul", "Div", "Pow", "Mod":
      let second = constants.count == 2 ? constants[1] : nil
      result = second.flatMap { Constant.combined(first, $0, Self.operation(node.operation)) }
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze":
      let shape = constants.count > 1 ? constants[1].integers : nil
      result = Self.reshaped(first, node, shape)
    case "Gather":
      guard constants.count == 2, node.integers["axis", default: 0] == 0, first.dims.count == 1,
        let places = constants[1].integers, places.allSatisfy({ first.values.indices.contains($0) })
      else { throw unknown() }
      result = Constant(dims: constants[1].dims, values: places.map { first.values[$0] })
    case "Slice":
      // Of a shape: constants are its beginning and its end.
      guard constants.count > 2, constants.count < 5, first.dims.count == 1, constants[1].values.count == 1,
        constants[2].values.count == 1, constants[1...2].allSatisfy({ $0.values[0].isFinite })
      else { throw unknown() }
      let places = constants[1...2].map { limits in
        let limit = limits.values[0] + (limits.values[0] < 0 ? Double(first.values.count) : 0)
        return Int(min(max(limit, 0), Double(first.values.count)))
      }
      let values = places[0] < places[1] ? Array(first.values[places[0]..<places[1]]) : []
      result = Constant(dims: [values.count], values: values)
    case "Concat":
      guard constants.allSatisfy({ $0.dims.count == 1 }) else { throw unknown() }
      let values = constants.flatMap(\.values)
      result = Constant(dims: [values.count], values: values)
    case "Quant", "IntQuant", "QuantizeLinear":
      let range = try ONNXQuantizer(node, inputs)
      let scale = node.operation == "QuantizeLinear" ? range.axisScale(of: first, node) : range.scale
      let zero = node.operation == "QuantizeLinear" ? ONNXQuantizer.onAxis(range.zero, of: first, node) : range.zero
      let values = first.quantized(scale: scale, zero: zero, low: range.low, high: range.high)
      result =
        node.operation == "QuantizeLinear"
        ? values.flatMap { Constant.combined($0, scale) { ($0 / $1).rounded() } }.flatMap {
          Constant.combined($0, zero, +)
        }
        : values
    case "DequantizeLinear":
      guard constants.count > 1 else { throw unknown() }
      let scale = ONNXQuantizer.onAxis(constants[1], of: first, node)
      let zero =
        constants.count > 2 ? ONNXQuantizer.onAxis(constants[2], of: first, node) : Constant(dims: [], values: [0])
      result = Constant.combined(first, zero, -).flatMap { Constant.combined($0, scale) { Double(Float($0 * $1)) } }
    case "BipolarQuant":
      guard constants.count == 2 else { throw unknown() }
      result = Constant.combined(first, constants[1]) { $0 >= 0 ? $1 : -$1 }
    default: throw .node(node.text, "lnq does not know it; export the network with constants folded")
    }
    guard let result else { throw unknown() }
    return result
  }

  private static func operation(_ name: String) -> (Double, Double) -> Double {
    switch name {
    case "Add": (+)
    case "Sub": (-)
    case "Mul": (*)
    case "Div": (/)
    // Of whole numbers, which sizes are.
    case "Mod": { $0 - ($0 / $1).rounded(.down) * $1 }
    default: { pow($0, $1) }
    }
  }

  private static func reshaped(_ constant: Constant, _ node: Node, _ shape: [Int]?) -> Constant? {
    switch node.operation {
    case "Reshape":
      guard var dims = shape else { return nil }
      let known = dims.filter { $0 > 0 }.reduce(1.0) { $0 * Double($1) }
      guard known >= 1, known <= Double(max(1, constant.values.count)), dims.allSatisfy({ $0 >= -1 && $0 != 0 }) else {
        return nil
      }
      if let free = dims.firstIndex(of: -1) { dims[free] = constant.values.count / Int(known) }
      guard dims.allSatisfy({ $0 > 0 }), dims.reduce(1, *) == constant.values.count else { return nil }
      return Constant(dims: dims, values: constant.values, type: constant.type)
    case "Flatten":
      return Constant(
        dims: [constant.dims.first ?? 1, constant.dims.dropFirst().reduce(1, *)], values: constant.values)
    case "Squeeze":
      return Constant(dims: constant.dims.filter { $0 != 1 }, values: constant.values, type: constant.type)
    default:
      var dims = constant.dims
      for axis in (shape ?? node.lists["axes"] ?? [0]).sorted() {
        let place = axis < 0 ? axis + dims.count + 1 : axis
        guard (0...dims.count).contains(place), dims.count < 8 else { return nil }
        dims.insert(1, at: place)
      }
      return Constant(dims: dims, values: constant.values, type: constant.type)
    }
  }
}

/// What a node `Quant`, `IntQuant` or `QuantizeLinear` says about its codes.
struct ONNXQuantizer {
  let scale: ONNXGraph.Constant
  let zero: ONNXGraph.Constant
  let bits: Int
  let isSigned: Bool
  /// Whether the lowest of signed codes is left out.
  let isNarrow: Bool

  init(_ node: ONNXGraph.Node, _ inputs: [ONNXGraph.Constant?]) throws(InterchangeError.Problem) {
    func refusal(_ text: String) -> InterchangeError.Problem { .node(node.text, text) }
    guard inputs.count > 1, let scale = inputs[1] else { throw refusal("its scale is no constant") }
    self.scale = scale
    zero = (inputs.count > 2 ? inputs[2] : nil) ?? ONNXGraph.Constant(dims: [], values: [0])
    guard !scale.values.isEmpty, !zero.values.isEmpty else { throw refusal("its scale or zero point has no number") }
    guard node.operation != "QuantizeLinear" else {
      let type = inputs.count > 2 ? inputs[2]?.type ?? 2 : 2
      guard type == 2 || type == 3 else { throw refusal("its codes are neither int8 nor uint8") }
      (bits, isSigned, isNarrow) = (8, type == 3, false)
      return
    }
    guard inputs.count > 3, let bits = inputs[3]?.integer, (1...32).contains(bits) else {
      throw refusal("its bit width has to be a constant whole number")
    }
    let mode = node.texts["rounding_mode"] ?? "ROUND"
    guard mode.uppercased() == "ROUND" || mode.uppercased() == "HALF_EVEN" else {
      throw refusal("its rounding mode is \(mode), but lnq rounds to the nearest, halves to even (ROUND)")
    }
    self.bits = bits
    isSigned = node.integers["signed", default: 1] == 1
    isNarrow = node.integers["narrow", default: 0] == 1
  }

  var low: Double { isSigned ? -Double(1 << (bits - 1)) + (isNarrow ? 1 : 0) : 0 }
  var high: Double { isSigned ? Double(1 << (bits - 1)) - 1 : Double(1 << bits) - (isNarrow ? 2 : 1) }

  func axisScale(of constant: ONNXGraph.Constant, _ node: ONNXGraph.Node) -> ONNXGraph.Constant {
    Self.onAxis(scale, of: constant, node)
  }

  /// One number for each place of the node's axis, with extents that fit the others.
  static func onAxis(
    _ numbers: ONNXGraph.Constant, of constant: ONNXGraph.Constant, _ node: ONNXGraph.Node
  ) -> ONNXGraph.Constant {
    guard numbers.values.count > 1 else { return ONNXGraph.Constant(dims: [], values: numbers.values) }
    let axis = node.integers["axis"] ?? 1
    let place = axis < 0 ? axis + constant.dims.count : axis
    guard constant.dims.indices.contains(place), numbers.dims.count == 1 else { return numbers }
    return ONNXGraph.Constant(
      dims: numbers.values.isEmpty ? [] : constant.dims.indices.map { $0 == place ? numbers.values.count : 1 },
      values: numbers.values)
  }
}
