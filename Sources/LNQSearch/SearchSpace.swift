/// The parameters of a search. A point has a value for each, and positions (see `ParameterRange`) that samplers work with.
public struct SearchSpace: Hashable, Sendable {
  /// The parameters, in order.
  public let parameters: [SearchParameter]

  /// Takes the parameters; without any there is one point.
  ///
  /// - Precondition: no two have the same name.
  public init(_ parameters: [SearchParameter]) {
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

/// A number that a search chooses.
public struct SearchParameter: Hashable, Sendable {
  /// What it is called: `batch-size`.
  public let name: String
  /// What it can be.
  public let range: ParameterRange

  /// Puts the two together.
  public init(_ name: String, _ range: ParameterRange) {
    self.name = name
    self.range = range
  }
}

/// One choice of all parameters of a search.
public struct SearchPoint: Hashable, Sendable {
  /// The value of each parameter, in the order of the space.
  public let values: [Double]

  /// Takes the values.
  public init(_ values: [Double]) {
    self.values = values
  }
}

/// A point that was tried, and what came of it.
public struct SearchObservation: Hashable, Sendable {
  /// What was tried.
  public let point: SearchPoint
  /// One number for each objective, the lower the better; nil when the trial failed.
  public let costs: [Double]?

  /// Puts the two together. A cost that is not finite is a failure.
  public init(_ point: SearchPoint, costs: [Double]?) {
    self.point = point
    self.costs = costs.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
  }
}
