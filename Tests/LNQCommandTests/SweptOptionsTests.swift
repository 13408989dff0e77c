import ArgumentParser
import LNQTraining
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Lists of values on the command line of a sweep.
@Suite("Swept options")
struct SweptOptionsTests {
  private func baseline(
    _ words: [String], _ chosen: [StudySetting] = [], recipes: [TrainingRecipe] = []
  ) throws -> [String] {
    try SweptOptions.parse(words).baseline(chosen, recipes: recipes).map(\.description)
  }

  @Test("lists keep the first of values that are the same number or the same text")
  func lists() {
    #expect(ValueList(argument: "16, 32,16.0,64")?.values == ["16", "32", "64"])
    #expect(ValueList(argument: "1e-3,0.001,1E-3,1e-2")?.values == ["1e-3", "1e-2"])
    #expect(ValueList(argument: "adam,sgd,adam,Adam")?.values == ["adam", "sgd", "Adam"])
    for text in ["", ",", "16,", ",16", "16,,32", " "] { #expect(ValueList(argument: text) == nil) }
  }

  @Test("every option of train that is no seed has a list, under the same name")
  func completeness() throws {
    let reference = try CommandReference.ofLNQ()
    func names(_ verb: String) -> Set<String> {
      let command = reference.command.shownSubcommands.first { $0.commandName == verb }
      return Set(
        (command?.shownArguments ?? []).filter { $0.kind == "option" }.map(\.usage).compactMap {
          $0.split(separator: " ").first.map(String.init)
        })
    }
    let notForTraining: Set = [
      "--load", "--resume", "--log-every-n-steps", "--rows", "--class-column", "--project", "--project-dir",
      "--data-dir",
      "--seed",
    ]
    let listed = try Set(SweptOptions.parse([]).all.map { "--\($0.name)" })
    #expect(names("train").subtracting(notForTraining) == listed)
    #expect(listed.isSubset(of: names("sweep")))
  }

  @Test("what train has without an option is written down as train has it")
  func standards() throws {
    let standard = try TrainingArguments.parse([]).options(for: TrainingRecipe())
    for listed in try SweptOptions.parse([]).all {
      guard let value = listed.standard else { continue }
      // Options that need another one come with it; the other one alone is the standard then.
      let company: [String] =
        switch listed.name {
        case "momentum": ["--optimizer=sgd"]
        case "t-mult": ["--scheduler=cosine-restarts", "--t0=3"]
        case "gamma": ["--scheduler=step", "--step-size=2"]
        case "drop-fraction", "sparsity-interval": ["--sparsity=rigl"]
        case "group-penalty": ["--sparsity=group-lasso"]
        case "scheduler-patience": ["--scheduler=plateau"]
        default: []
        }
      let expected = company.isEmpty ? standard : try TrainingArguments.parse(company).options(for: TrainingRecipe())
      #expect(
        try TrainingArguments.parse(company + ["--\(listed.name)=\(value)"]).options(for: TrainingRecipe()) == expected,
        "\(listed.name)")
    }
  }

  @Test("the baseline is train's value where the list has it, else the first, else what is chosen")
  func baselines() throws {
    let words = ["--batch-size=16,128,512", "--learning-rate=1e-3,0.00001", "--max-epochs=10,50", "--patience=7,3"]
    #expect(
      try baseline(words) == ["max-epochs 10", "patience 7", "batch-size 128", "learning-rate 0.00001"])
    let chosen = [
      StudySetting(option: "batch-size", value: "512"), StudySetting(option: "learning-rate", value: "0.001"),
    ]
    #expect(
      try baseline(words, chosen) == ["max-epochs 10", "patience 7", "batch-size 512", "learning-rate 1e-3"])
    #expect(throws: CommandError.usage("--baseline batch-size=64: the list of --batch-size has no 64")) {
      try baseline(words, [StudySetting(option: "batch-size", value: "64")])
    }
    #expect(throws: CommandError.usage("--baseline gamma: no list is given for --gamma")) {
      try baseline(words, [StudySetting(option: "gamma", value: "64")])
    }
  }

  @Test("a model's recipe says what the baseline is, where all models agree")
  func recipes() throws {
    let words = ["--batch-size=64,128,1024", "--betas=0.9:0.999,0.5:0.999"]
    var recipe = TrainingRecipe()
    recipe[.batchSize] = .count(1024)
    recipe[.betas] = .pair(0.5, 0.999)
    #expect(try baseline(words, recipes: [recipe, recipe]) == ["batch-size 1024", "betas 0.5:0.999"])
    #expect(try baseline(words, recipes: [recipe, TrainingRecipe()]) == ["batch-size 64", "betas 0.9:0.999"])
  }
}
