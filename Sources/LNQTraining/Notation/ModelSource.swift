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
  /// stands before it, nor the class. For two classes one output x, with or without a Sigmoid, becomes two, 0 and x at first.
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
    if data?.classes == 2, let note = Self.distinguish(&stated) { notes.append(note) }
    return try ModelDescription(name: name, stated: stated, recipe: recipe, source: source, notes: notes)
  }

  /// A `Linear` of one output at the end, which tells two classes apart by its sign, gets two outputs, whose softmax is the sigmoid of
  /// their difference.
  ///
  /// - Returns: what was done; nil when the network does not end in such a layer.
  private static func distinguish(_ stated: inout [ModelDescription.StatedLayer]) -> String? {
    var end = stated.count - 1
    var sigmoid = ""
    if end >= 0, case .elementwise(.sigmoid) = stated[end].layer {
      sigmoid = ", and the Sigmoid behind it is left out"
      end -= 1
    }
    guard end >= 0, case .linear(let inputs, 1, let hasBias, let fanIn) = stated[end].layer else { return nil }
    let layer = Layer.linear(inputCount: inputs, outputCount: 2, hasBias: hasBias, fanIn: fanIn)
    stated.replaceSubrange(end..., with: [.init(layer, at: stated[end])])
    return
      "\(stated[end].text) (line \(stated[end].line)) gets two outputs, one for each class\(sigmoid): the second class is that "
      + "of an output above 0"
  }
}
