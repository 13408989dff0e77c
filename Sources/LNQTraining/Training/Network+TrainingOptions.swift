extension Network {
  /// The network that a training run with `options` begins with: its seed, and dense where its `SparsityMethod` starts so.
  public init(_ model: ModelDescription, _ options: TrainingOptions) {
    self.init(model, seed: options.seed, isDense: options.sparsity?.startsDense ?? false)
  }
}
