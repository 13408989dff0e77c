import ArgumentParser
import LNQTraining
import LNQStudies
import LNQText

/// `lnq models`: the built-in networks, or one network's notation.
struct ModelsVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the built-in models, or print one in the notation of model files.")

  @Argument(help: "A built-in model, or the path of a .model file.", completion: .models)
  var model: String?

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func execute(_ invocation: Invocation) throws {
    if let model {
      let description = try ModelArgument(text: model).description()
      invocation.console.tell(notesOf: description)
      if json {
        try invocation.console.out(JSONText.of(ModelReport(description, summary: nil)))
      } else {
        try invocation.console.out(VisibleText.escaped(String(description.fileText.dropLast())))
      }
    } else {
      let models = try BuiltInModel.allCases.map { model in
        ModelReport(try model.modelDescription(), summary: model.summary)
      }
      try invocation.console.print(ModelList(models: models), asJSON: json)
    }
  }
}

/// One model.
private struct ModelReport: Encodable {
  let name: String
  let summary: String?
  let parameters: Int
  let inputs: Int
  let outputs: Int
  /// How it is trained unless told otherwise.
  let recipe: String?
  let text: String

  init(_ model: ModelDescription, summary: String?) {
    name = model.name
    self.summary = summary
    parameters = model.parameterCount
    inputs = model.inputCount
    outputs = model.outputCount
    recipe = model.recipe.isEmpty ? nil : "\(model.recipe)"
    text = model.description
  }
}

/// All of them.
private struct ModelList: VerbReport {
  let models: [ModelReport]

  var summary: Summary {
    var summary = Summary("Built-in models (lnq models NAME prints one; a .model file is written in the same notation)")
    let width = models.map { NumberText.count($0.parameters).count }.max() ?? 0
    for model in models {
      let count = NumberText.count(model.parameters)
      let padding = String(repeating: " ", count: width - count.count)
      summary.add(model.name, "\(padding)\(count) parameters  \(model.summary ?? "")")
    }
    return summary
  }
}
