import LNQData
import LNQStudies
import LNQTraining

/// A network of another program's file, in the layers that are named for it or that the file has, and the rows that it is for.
struct ForeignNetwork {
  let network: Network
  let description: ModelDescription
  let dataset: Dataset
  /// What opened the rows.
  let request: DatasetRequest
  let origin: NetworkOrigin?

  /// Opens the rows, and puts the network together.
  ///
  /// - Parameters:
  ///   - loaded: no checkpoint of lnq.
  ///   - model: the argument that names the layers; nil for those of the file.
  ///   - advice: what is said when neither is there.
  ///   - dataset: DATASET, else that of the model's recipe.
  /// - Throws: `CommandError.usage` with the advice, and what opening model, rows and weights throws.
  init(
    _ loaded: LoadedNetwork, model: String?, orElse advice: @autoclosure () -> String, _ dataset: String?,
    _ rowOptions: RowOptions, _ invocation: Invocation
  ) throws {
    guard model != nil || loaded.model != nil else { throw CommandError.usage(advice()) }
    let source = try model.map { try ModelArgument(text: $0).source() }
    request = try rowOptions.request(dataset ?? source?.recipe.dataset, invocation.environment)
    self.dataset = try request.dataset(kept: invocation.keptRows)
    guard let description = try source?.description(for: DataSizes(self.dataset)) ?? loaded.model else {
      preconditionFailure("one of both describes the network")
    }
    self.description = description
    invocation.console.tell(notesOf: description)
    for note in loaded.notes { invocation.console.tell(note + "\n") }
    (network, origin) = try loaded.network(of: description, for: self.dataset, observer: invocation.console)
  }
}
