import ArgumentParser
import Foundation
import LNQStudies
import LNQText
import LNQTraining

/// What lnq says of a command line that it does not take: swift-argument-parser's sentences, made of use for a person who typed
/// something else than was meant.
struct CommandLineHelp {
  /// The words after the program's name.
  let words: [String]

  /// `text` of swift-argument-parser for a terminal of this width: a USAGE line has the positional arguments and those that must be
  /// given, and `[<options>]` for all others.
  static func text(_ text: String, columns: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      for head in ["USAGE: ", "Usage: "] where line.hasPrefix(head) {
        let usage = usage(String(line.dropFirst(head.count)))
        return LineBreaking.lines(of: head + usage, columns: columns)
      }
      let indent = String(line.prefix { $0 == " " })
      let isTable = line.dropFirst(indent.count).contains("  ")
      guard line.count > columns, !isTable else { return [String(line)] }
      return LineBreaking.lines(of: String(line.dropFirst(indent.count)), columns: columns - indent.count)
        .map { indent + $0 }
    }.joined(separator: "\n")
  }

  /// `lnq test [<model>] [--load <file>] [--json]` as `lnq test [<model>] [<options>]`.
  private static func usage(_ usage: String) -> String {
    var parts: [String] = []
    var depth = 0
    for word in usage.split(separator: " ") {
      if depth > 0 { parts[parts.count - 1] += " " + word } else { parts.append(String(word)) }
      depth += word.count { $0 == "[" } - word.count { $0 == "]" }
    }
    let kept = parts.filter { !$0.hasPrefix("[-") && $0 != "[<options>]" && $0 != "<options>" }
    return (kept + (kept.count < parts.count ? ["[<options>]"] : [])).joined(separator: " ")
  }

  /// What to say instead of `message`, or nil where that is good as it is.
  func sentence(insteadOf message: String) -> String? {
    unknownVerb ?? hint ?? valueSentence(message)
  }

  /// The names of the labs' programs for what lnq has, and how lnq calls it.
  private static let labsVerbs = [
    "transform": "quantize", "emit": "emit-verilog", "eval": "test", "sim": "simulate", "synth": "synthesize",
    "emulate-verilog": "simulate", "cmp": "compare",
  ]

  /// The verb that does not exist, and what may be meant.
  private var unknownVerb: String? {
    guard let word = words.first, !word.hasPrefix("-"), !Self.verbs.contains(word) else { return nil }
    if let verb = Self.labsVerbs[word] {
      return "there is no verb \(word): what it does is called \(verb) here; type: lnq \(verb)"
    }
    if word == "jsc" || BuiltInModel(rawValue: word) != nil || word.hasSuffix(".model") || word.hasSuffix(".py") {
      let model = word == "jsc" ? "jsc-tiny" : word
      return "\(word) is not a verb; to train a model, type: \(ShellWords.text(["lnq", "train", model]))"
    }
    if let near = NearestName.of(word, in: Self.verbs) {
      return "there is no verb \(word) (did you mean \(near)?); type: "
        + ShellWords.text(["lnq", near] + words.dropFirst())
    }
    return "there is no verb \(word): there are \(Self.verbs.joined(separator: ", ")); lnq --help says what they do"
  }

  /// The verbs that are shown.
  private static let verbs: [String] =
    LNQ.configuration.subcommands.filter { $0.configuration.shouldDisplay }.compactMap { $0.configuration.commandName }
    + ["manual", "help"]

  /// An option of the labs.
  private var hint: String? {
    guard words.contains(where: { $0 == "--load-type" || $0.hasPrefix("--load-type=") }) else { return nil }
    return
      "--load-type is of no use here: lnq sees from a file what it is (--load takes checkpoints of lnq, safetensors and those of "
      + "PyTorch); leave it out"
  }

  /// A value that is a list or a range where one is expected, or out of range.
  private func valueSentence(_ message: String) -> String? {
    guard let (value, option) = Self.refusedValue(message) else { return nil }
    let place = words.firstIndex(of: option)
    func other(_ verb: String) -> String { ShellWords.text(["lnq", verb] + words.dropFirst()) }
    let verb = words.first ?? ""
    if verb == "train", value.contains(".."), RangeOfValues.options.contains(where: { $0.commandLineName == option }) {
      return
        "\(option) \(value) is a range, and lnq train takes one value; to search in a range, type: \(other("search"))"
    }
    if verb == "train", option == "--seed", value.contains(",") || value.contains("..") {
      return "\(option) \(value): lnq train takes one seed; lnq sweep takes --repeats, seeds that follow each other"
    }
    if verb == "train", value.contains(","), ListOfValues.options.contains(where: { $0.commandLineName == option }) {
      return "\(option) \(value) is a list, and lnq train takes one value; to train with each, type: \(other("sweep"))"
    }
    if value.hasPrefix("-"), place != nil || words.contains(where: { $0.hasPrefix(option + "=") }), Int(value) != nil {
      return "\(option) \(value): choose 0 or more"
    }
    return nil
  }

  /// The parts of `The value '64,128' is invalid for '--batch-size <n>'`.
  private static func refusedValue(_ message: String) -> (value: String, option: String)? {
    let parts = message.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0] == "The value ", parts[2] == " is invalid for " else { return nil }
    return (String(parts[1]), String(parts[3].prefix { $0 != " " }))
  }

  /// The words, with `--seed -1` as `--seed=-1`: swift-argument-parser would take the number for an option and miss a value.
  static func joiningNegativeNumbers(_ words: [String]) -> [String] {
    var result: [String] = []
    for word in words {
      if let last = result.last, last.hasPrefix("--"), last.count > 2, !last.contains("="), word.hasPrefix("-"),
        word.dropFirst().first.map({ $0.isNumber || $0 == "." }) ?? false, Double(word) != nil
      {
        result[result.count - 1] = last + "=" + word
      } else {
        result.append(word)
      }
    }
    return result
  }
}
