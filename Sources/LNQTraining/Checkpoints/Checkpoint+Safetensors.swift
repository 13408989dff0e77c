import LNQData

extension Checkpoint {
  /// The file. Equal checkpoints give equal bytes.
  public func serialized() -> [UInt8] { safetensors.serialized() }

  /// Reads a file that `serialized` made.
  ///
  /// - Parameter file: what error sentences call it.
  /// - Throws: `CheckpointError` with the file, and the tensor or the metadata that is damaged.
  public init(bytes: [UInt8], file: String) throws(CheckpointError) {
    let safetensors = try Safetensors(bytes: bytes, file: file)
    do {
      try self.init(safetensors)
    } catch {
      throw CheckpointError(file: file, problem: error)
    }
  }

  /// The tensors under PyTorch's names, and everything else as metadata.
  public var safetensors: Safetensors {
    // Counters first: then every number lies at a multiple of its size.
    let tensors = network.stateDict
    let counters = tensors.filter { $0.values.dtype == "I64" }
    var metadata: [MetadataKey: String] = [
      .format: "pt",
      .modelName: network.name,
      .modelText: network.modelText,
      .featureNames: JSONText.array(featureNames.map(JSONText.quoted)),
      .classNames: JSONText.array(classNames.map(JSONText.quoted)),
      .standardizationMean: JSONText.array(standardization.mean.map { "\($0)" }),
      .standardizationScale: JSONText.array(standardization.scale.map { "\($0)" }),
      .datasetName: datasetName,
      .datasetSHA256: datasetSHA256,
      .epoch: "\(epoch)",
      .seed: "\(seed)",
      .lnqVersion: lnqVersion,
    ]
    metadata[.connections] = Self.connections(of: network)
    return Safetensors(
      tensors: counters + tensors.filter { $0.values.dtype != "I64" },
      metadata: Dictionary(uniqueKeysWithValues: metadata.map { ($0.rawValue, $1) }))
  }

  /// The connections of every layer with a fan-in by its path, as JSON; nil without one.
  static func connections(of network: Network) -> String? {
    let connections = connections(of: network.layers, path: "").map { path, connections in
      let rows = connections.map { JSONText.array($0.map { "\($0)" }) }
      return "\"\(path)\":\(JSONText.array(rows))"
    }
    return connections.isEmpty ? nil : "{\(connections.joined(separator: ","))}"
  }

  /// Of every layer with a fan-in its path, `2` or `3.body.0`, and its connections.
  private static func connections(of layers: [Layer], path: String) -> [(path: String, connections: [[Int]])] {
    layers.enumerated().flatMap { index, layer -> [(path: String, connections: [[Int]])] in
      if case .branches(let sum) = layer {
        return sum.branches.enumerated().flatMap { branch, layers in
          connections(of: layers, path: "\(path)\(index).\(sum.kind.branchName(branch)).")
        }
      }
      return layer.connections.map { [("\(path)\(index)", $0)] } ?? []
    }
  }

  /// Reads the metadata, the model text among it, and then the model's tensors.
  init(_ safetensors: Safetensors) throws(CheckpointError.Problem) {
    let metadata = MetadataReader(safetensors.metadata)
    let (name, text) = (try metadata.text(.modelName), try metadata.text(.modelText))
    let model: ModelDescription
    do {
      model = try ModelDescription(name: name, text: text)
    } catch {
      throw .model(error)
    }
    let network = try Network(
      model, stateDict: safetensors.tensors, connections: try metadata.connections(of: model))
    self.init(
      network: network,
      featureNames: try metadata.texts(.featureNames, count: model.inputCount),
      classNames: try metadata.texts(.classNames, count: model.outputCount),
      standardization: Standardization(
        mean: try metadata.numbers(.standardizationMean, count: model.inputCount, expected: "finite numbers") {
          $0.isFinite
        },
        scale: try metadata.numbers(
          .standardizationScale, count: model.inputCount, expected: "positive numbers"
        ) { $0.isFinite && $0 > 0 }),
      datasetName: try metadata.text(.datasetName), datasetSHA256: try metadata.text(.datasetSHA256),
      epoch: try metadata.integer(.epoch), seed: try metadata.integer(.seed),
      lnqVersion: try metadata.text(.lnqVersion))
  }
}
