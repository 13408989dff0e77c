/// The parameters of a search. A point has a value for each, and positions (see `ParameterRange`) that samplers work with.
public struct SearchSpace: Hashable, Sendable {
  /// The parameters, in order.
  public let parameters: [SearchParameter]

  /// Takes the parameters.
  ///
  /// - Precondition: there is at least one, and no two have the same name.
  public init(_ parameters: [SearchParameter]) {
    precondition(!parameters.isEmpty, "a search needs a parameter")
    precondition(Set(parameters.map(\.name)).count == parameters.count, "two parameters have the same name")
    self.parameters = parameters
  }

  /// How many points there are; nil where they are not counted, or more than an `Int` holds.
  public var count: Int? {
    var product = 1
    for parameter in parameters {
      guard let count = parameter.range.count else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      if overflow { return nil }
      product = next
    }
    return product
  }

  /// The point nearest to these positions.
  func point(at positions: [Double]) -> SearchPoint {
    SearchPoint(zip(parameters, positions).map { $0.range.value(at: $1) })
  }

  /// The positions of a point.
  func positions(of point: SearchPoint) -> [Double] {
    zip(parameters, point.values).map { $0.range.position(of: $1) }
  }
}
