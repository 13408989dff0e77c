import LNQFixedPoint

extension TableNetwork: Codable {
  enum CodingKeys: String, CodingKey {
    case version, name, encodings, inputs, tables, layers, outputs, classNames
  }

  /// Version 1 had no encodings: every feature was quantized as it is.
  static let formatVersion = 2
  static let readableVersions = 1...2

  /// Writes the form of `tables.json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.formatVersion, forKey: .version)
    try container.encode(name, forKey: .name)
    try container.encode(encodings, forKey: .encodings)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(tables, forKey: .tables)
    try container.encode(layers, forKey: .layers)
    try container.encode(outputs, forKey: .outputs)
    try container.encode(classNames, forKey: .classNames)
  }

  /// Reads `tables.json` and checks every rule of a table network.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decode(Int.self, forKey: .version)
    guard Self.readableVersions.contains(version) else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: container,
        debugDescription: "version \(version) of the tables; this program reads up to version \(Self.formatVersion)")
    }
    do {
      try self.init(
        name: container.decode(String.self, forKey: .name),
        encodings: version == 1 ? nil : container.decode([FeatureEncoding].self, forKey: .encodings),
        inputs: container.decode([Signal].self, forKey: .inputs),
        tables: container.decode([TruthTable].self, forKey: .tables),
        layers: container.decode([TableLayer].self, forKey: .layers),
        outputs: container.decode([Int].self, forKey: .outputs),
        classNames: container.decode([String].self, forKey: .classNames))
    } catch let error as TableError {
      throw DecodingError.dataCorruptedError(forKey: .layers, in: container, debugDescription: error.description)
    }
  }
}
