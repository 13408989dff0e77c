import LNQData

/// A trained network with everything that is needed to use it: the contents of `best.safetensors`.
public struct Checkpoint: Sendable, Equatable {
  /// The network; its name is the model's.
  public let network: Network
  /// The names of the features, in the order of the inputs.
  public let featureNames: [String]
  /// The names of the classes, in the order of the outputs.
  public let classNames: [String]
  /// What was subtracted from and divided out of every feature before the network saw it.
  public let standardization: Standardization
  /// The dataset it was trained on.
  public let datasetName: String
  /// The SHA-256 of the dataset, the one in its `Provenance`.
  public let datasetSHA256: String
  /// The epoch after which it was saved, from 1.
  public let epoch: Int
  /// The seed of the run.
  public let seed: UInt64
  /// The version of lnq that wrote it.
  public let lnqVersion: String

  /// Puts the parts together.
  ///
  /// - Precondition: as many feature names, means and scales as inputs, and as many class names as outputs.
  public init(
    network: Network, featureNames: [String], classNames: [String], standardization: Standardization,
    datasetName: String, datasetSHA256: String, epoch: Int, seed: UInt64, lnqVersion: String
  ) {
    precondition(
      featureNames.count == network.inputCount && standardization.mean.count == network.inputCount,
      "\(network.inputCount) features")
    precondition(classNames.count == network.outputCount, "\(network.outputCount) classes")
    self.network = network
    self.featureNames = featureNames
    self.classNames = classNames
    self.standardization = standardization
    self.datasetName = datasetName
    self.datasetSHA256 = datasetSHA256
    self.epoch = epoch
    self.seed = seed
    self.lnqVersion = lnqVersion
  }

  /// What a run on this dataset saves after an epoch.
  public init(network: Network, dataset: Dataset, epoch: Int, seed: UInt64, lnqVersion: String) {
    self.init(
      network: network, featureNames: dataset.featureNames, classNames: dataset.classNames,
      standardization: dataset.standardization, datasetName: dataset.name,
      datasetSHA256: dataset.provenance.sha256, epoch: epoch, seed: seed, lnqVersion: lnqVersion)
  }
}

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
    let connections = network.allPlaces.compactMap { place in
      network.connections(at: place).map { connections in
        "\"\(place.path)\":\(JSONText.array(connections.map { JSONText.array($0.map { "\($0)" }) }))"
      }
    }
    return connections.isEmpty ? nil : "{\(connections.joined(separator: ","))}"
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
