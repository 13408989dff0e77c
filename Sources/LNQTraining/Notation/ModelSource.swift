/// A model as text whose sizes may be those of a data set that is not known yet: `info.num_features` in a pasted class.
public struct ModelSource: Sendable {
  private let name: String
  private let text: String
  private let source: String
  /// How the text says that the network is to be trained; empty when it says nothing.
  public let recipe: TrainingRecipe
  /// The names in it that stand for the numbers of features and of classes.
  public let dataNames: [String]

  /// Reads the grammar; what the layers are is read by `description`.
  ///
  /// - Parameter source: what error sentences call the text, a file's name; `name` without one.
  /// - Throws: `ModelError`.
  public init(name: String, text: String, source: String? = nil) throws(ModelError) {
    (self.name, self.text, self.source) = (name, text, source ?? name)
    let read = try ModelNotation.calls(in: text, source: self.source, data: nil)
    dataNames = read.dataNames
    var recipe: TrainingRecipe?
    for call in read.layers where call.name == TrainingRecipe.callName {
      do throws(ModelError.Problem) {
        guard recipe == nil else { throw .secondRecipe }
        recipe = try TrainingRecipe(call)
      } catch {
        throw ModelError(source: self.source, line: call.line, problem: error)
      }
    }
    self.recipe = recipe ?? TrainingRecipe()
  }

  /// The layers.
  ///
  /// A Softmax or LogSoftmax at the end is left out, and `notes` say so: it changes neither the loss, which is computed from what
  /// stands before it, nor the class.
  /// - Parameter data: what the names mean; nil leaves them names, which no size can be.
  /// - Throws: `ModelError`.
  public func description(for data: DataSizes?) throws(ModelError) -> ModelDescription {
    var layers = try ModelNotation.calls(in: text, source: source, data: data).layers
      .filter { $0.name != TrainingRecipe.callName }
    var notes: [String] = []
    if let data, !dataNames.isEmpty {
      let meanings = dataNames.compactMap { name in
        DataSizes.meaning(of: name).map { "\(name) is \(data[keyPath: $0])" }
      }
      notes.append("\(meanings.joined(separator: ", ")), as the data set has it")
    }
    while let last = layers.last, ["Softmax", "LogSoftmax"].contains(last.name) {
      notes.append(
        "\(last.name) at the end (line \(last.line)) is left out: the cross-entropy is computed from what stands before it, and "
          + "the class is the largest of that")
      layers.removeLast()
    }
    var stated: [ModelDescription.StatedLayer] = []
    for layer in layers { stated.append(try ModelDescription.StatedLayer(layer, source: source)) }
    return try ModelDescription(name: name, stated: stated, recipe: recipe, source: source, notes: notes)
  }
}
