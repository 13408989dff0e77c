extension ONNXGraph.Constant {
  /// A whole number, of a scalar or of one element.
  var integer: Int? { values.count == 1 ? Int(exactly: values[0]) : nil }

  var integers: [Int]? {
    let integers = values.compactMap { Int(exactly: $0) }
    return integers.count == values.count ? integers : nil
  }

  /// f of both, with extents that NumPy's rules make equal; nil where they cannot.
  static func combined(
    _ left: Self, _ right: Self, _ function: (Double, Double) -> Double
  ) -> Self? {
    let rank = max(left.dims.count, right.dims.count)
    func padded(_ dims: [Int]) -> [Int] { Array(repeating: 1, count: rank - dims.count) + dims }
    let (first, second) = (padded(left.dims), padded(right.dims))
    guard zip(first, second).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    let dims = zip(first, second).map { max($0, $1) }
    let count = dims.reduce(1, *)
    guard count <= max(left.values.count, right.values.count) else { return nil }
    let values = (0..<count).map { index in
      var (rest, places, steps) = (index, (0, 0), (1, 1))
      for axis in (0..<rank).reversed() {
        let place = rest % dims[axis]
        rest /= dims[axis]
        if first[axis] > 1 { places.0 += place * steps.0 }
        if second[axis] > 1 { places.1 += place * steps.1 }
        steps = (steps.0 * first[axis], steps.1 * second[axis])
      }
      return function(left.values[places.0], right.values[places.1])
    }
    return Self(dims: dims, values: values)
  }

  /// The same with the axes in another order; reversed unless given.
  func transposed(_ order: [Int]?) -> Self? {
    let order = order ?? dims.indices.reversed()
    guard order.sorted() == Array(dims.indices) else { return nil }
    let steps = dims.indices.map { dims[($0 + 1)...].reduce(1, *) }
    var places = [0]
    for axis in order { places = places.flatMap { place in (0..<dims[axis]).map { place + $0 * steps[axis] } } }
    return Self(dims: order.map { dims[$0] }, values: places.map { values[$0] })
  }

  /// scale · clamp(round(x / scale + zero)) − zero …: what a node `Quant` of qonnx does, halves to even.
  func quantized(scale: Self, zero: Self, low: Double, high: Double) -> Self? {
    let codes = Self.combined(self, scale, /).flatMap { Self.combined($0, zero, +) }?
      .values.map { min(max($0.rounded(.toNearestOrEven), low), high) }
    return codes.flatMap { Self.combined(Self(dims: dims, values: $0), zero, -) }
      // Other programs compute it in 32 bits.
      .flatMap { Self.combined($0, scale) { Double(Float($0 * $1)) } }
  }
}
