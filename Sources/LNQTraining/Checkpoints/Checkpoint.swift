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
  /// The dataset's SHA-256, as its `Provenance` has it.
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
