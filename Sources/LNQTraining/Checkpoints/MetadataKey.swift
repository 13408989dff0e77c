/// The keys of a checkpoint's `__metadata__`.
enum MetadataKey: String {
  /// `pt`, as PyTorch's library writes.
  case format
  case modelName = "model_name"
  /// The canonical notation.
  case modelText = "model_text"
  /// JSON: the path of each `Linear` with a fan-in (`2`, `3.body.0`), and its connections. Absent without one.
  case connections
  /// The same of the best network, in the file of a run that is not over.
  case bestConnections = "best_connections"
  /// JSON arrays of strings.
  case featureNames = "feature_names"
  case classNames = "class_names"
  /// JSON arrays of numbers that read back exactly.
  case standardizationMean = "standardization_mean"
  case standardizationScale = "standardization_scale"
  case datasetName = "dataset_name"
  case datasetSHA256 = "dataset_sha256"
  case epoch
  case seed
  case lnqVersion = "lnq_version"
}
