import Foundation
import LNQText
import LNQTraining

/// What `lnq train --config` reads: a TOML file of keys and values, or the `run.json` of a run, as the source of options.
///
/// Keys are the options of `lnq train` with underscores or hyphens, and `model`, `dataset` and `project`. What the command line says
/// comes first, then the file, then the model's recipe.
package struct TrainingConfiguration {
  /// MODEL as the file says; nil where it says none.
  package private(set) var model: String?
  /// The network of a run, whose model may be gone.
  package private(set) var source: ModelSource?
  /// DATASET as the file says.
  package private(set) var dataset: String?
  /// What opens the rows of a run.
  package private(set) var request: DatasetRequest?
  /// The checkpoint that a run began with.
  package private(set) var load: String?
  /// Every how many steps a run logged.
  package private(set) var logEveryNSteps: Int?
  /// The name of the run's folder.
  package private(set) var project: String?
  /// The options.
  package private(set) var recipe = TrainingRecipe()

  /// Reads the file at `path`, a run's folder meaning its `run.json`.
  ///
  /// - Throws: `CommandError.input` with the line of what cannot be read; `RunDirectoryError`, `ModelError`.
  package init(path: String) throws {
    if let run = try? RunDirectory(path: path.hasSuffix("/run.json") ? String(path.dropLast("/run.json".count)) : path)
    {
      let manifest = try run.manifest()
      guard let training = manifest.training else {
        throw CommandError.input("\(run.path) was imported, not trained: its run.json has no options of training")
      }
      source = try ModelSource(name: manifest.model.name, text: manifest.model.text, source: run.manifestPath)
      request = manifest.dataset.request
      recipe = TrainingRecipe(training.options)
      (load, logEveryNSteps) = (training.load, training.logEveryNSteps)
      return
    }
    guard path.lowercased().hasSuffix(".toml") else {
      throw CommandError.input("\(path) is no run with a run.json, and no .toml file, which --config takes")
    }
    try read(InputFile.text(path), path)
  }

  private mutating func read(_ text: String, _ path: String) throws {
    var keywords: [String] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      func refuse(_ problem: String) -> CommandError { .input("\(path), line \(index + 1): \(problem)") }
      let line = Self.withoutComment(line).trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      guard !line.hasPrefix("[") else {
        throw refuse("\(line) begins a table, and the options of training stand outside of tables: leave it out")
      }
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw refuse("write a key, = and its value") }
      let key = parts[0].trimmingCharacters(in: ["\""]).replacing("-", with: "_")
      let value = parts[1]
      switch key {
      case "model": model = try Self.string(value, refuse)
      case "dataset": dataset = try Self.string(value, refuse)
      case "project": project = try Self.string(value, refuse)
      default:
        let known = TrainingOption.allCases.map(\.keyword)
        guard known.contains(key) else {
          let near =
            NearestName.of(key, in: known + ["model", "dataset", "project"]).map { " (did you mean \($0)?)" } ?? ""
          throw refuse(
            "there is no option \(key)\(near); docs/models.md lists those of recipes, others belong on the command line"
          )
        }
        guard !keywords.contains(where: { $0.hasPrefix(key + "=") }) else { throw refuse("\(key) stands here twice") }
        keywords.append("\(key)=\(Self.notation(value))")
        do throws(ModelError) {
          _ = try Self.recipe(keywords.suffix(1))
        } catch {
          throw refuse(Self.problem(of: error))
        }
      }
    }
    guard !keywords.isEmpty else { return }
    do throws(ModelError) {
      recipe = try Self.recipe(keywords)
    } catch {
      throw CommandError.input("\(path): \(Self.problem(of: error))")
    }
  }

  private static func recipe(_ keywords: some Sequence<String>) throws(ModelError) -> TrainingRecipe {
    try ModelSource(name: "options", text: "Recipe(\(keywords.joined(separator: ", ")))", source: "options").recipe
  }

  /// What is wrong, without the recipe that was made of the file.
  private static func problem(of error: ModelError) -> String {
    let text = "\(error.problem)"
    guard text.hasPrefix("Recipe("), let end = text.range(of: "): ") else { return text }
    return String(text[end.upperBound...])
  }

  /// A `#` within quotes begins no comment.
  private static func withoutComment(_ line: Substring) -> Substring {
    var quote: Character?
    for index in line.indices {
      if let open = quote {
        if line[index] == open { quote = nil }
      } else if line[index] == "\"" || line[index] == "'" {
        quote = line[index]
      } else if line[index] == "#" {
        return line[..<index]
      }
    }
    return line
  }

  private static func string(_ value: String, _ refuse: (String) -> CommandError) throws -> String {
    guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote,
      !value.dropFirst().dropLast().contains(quote), !value.contains("\\")
    else { throw refuse("\(value) is no text in quotes") }
    return String(value.dropFirst().dropLast())
  }

  /// A value of TOML in the notation of recipes: texts in single quotes, arrays as tuples, no `_` in numbers.
  private static func notation(_ value: String) -> String {
    if value.hasPrefix("\"") { return value.replacing("\"", with: "'") }
    if value.hasPrefix("["), value.hasSuffix("]") { return "(\(value.dropFirst().dropLast()))" }
    return value.first?.isNumber ?? false ? value.replacing("_", with: "") : value
  }
}
