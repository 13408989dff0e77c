/// One of two runs that are compared, for programs.
package struct ComparedRun: Encodable, Equatable {
  /// What is known of its hardware.
  struct Hardware: Encodable, Equatable {
    let quantizedAccuracy: Double
    /// By formula.
    let lookupLUTs: Int
    /// By formula.
    let adderBits: Int
    /// nil when it was not simulated.
    let agrees: Bool?
    let latencyCycles: Int?
  }

  let name: String
  let model: String
  let dataset: String
  let parameters: Int
  /// nil when it was not trained to its end.
  let results: TrainReport?
  /// nil when it was not quantized.
  let hardware: Hardware?

  init(_ run: RunFindings) {
    name = run.name
    model = run.manifest.model.name
    dataset = run.manifest.dataset.name
    parameters = run.manifest.model.parameters
    results = run.results
    hardware = run.hardware.map {
      Hardware(
        quantizedAccuracy: $0.quantization.quantizedAccuracy, lookupLUTs: $0.estimate.lookups,
        adderBits: $0.estimate.adderBits, agrees: $0.simulation?.agrees, latencyCycles: $0.simulation?.latencyCycles)
    }
  }
}
