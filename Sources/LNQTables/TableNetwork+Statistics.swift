extension TableNetwork {
  /// How many lookups all neurons make.
  public var lookupCount: Int { layers.reduce(0) { $0 + $1.neurons.reduce(0) { $0 + $1.lookups.count } } }

  /// How many rows the distinct tables have together.
  public var rowCount: Int { tables.reduce(0) { $0 + $1.rowCount } }
}
