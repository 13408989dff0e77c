import ArgumentParser
import LNQSearch
import LNQTestSupport
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

  private func names(_ verb: String) throws -> Set<String> {
    let command = try CommandReference.ofLNQ().command.shownSubcommands.first { $0.commandName == verb }
    return Set(
      (command?.shownArguments ?? []).filter { $0.kind == "option" }.map(\.usage).compactMap {
        $0.split(separator: " ").first.map(String.init)
      })
  }

  @Test("every option of the table is one of train, of sweep and, where it has a range or choices, of search")
  func completeness() throws {
    let (train, sweep, search) = try (names("train"), names("sweep"), names("search"))
    for option in TrainingOption.allCases where option != .dataset {
      #expect(train.contains(option.commandLineName), "\(option)")
      #expect(sweep.contains(option.commandLineName), "\(option)")
      let isChoice = if case .choice = option.row.kind { true } else { false }
      #expect(
        search.contains(option.commandLineName) == (isChoice || option.row.search != nil || option == .seed),
        "\(option)")
    }
  }

  @Test(
    "every option of the table takes a value in train, a list in sweep and a range in search",
    arguments: TrainingOption.allCases.filter { $0 != .dataset })
  func forms(option: TrainingOption) throws {
    for recipe in TrainingRecipe.variants(of: option) {
      let words = recipe.options.flatMap { option in
        recipe[option].map { [option.commandLineName, $0.text()] } ?? []
      }
      #expect(try TrainingArguments.parse(words).recipe == recipe)
    }
    guard option != .seed else { return }
    let list = try SweptOptions.parse([option.commandLineName, "a,b"])
    #expect(list.options == [StudyOption(name: option.name, values: ["a", "b"])])
    guard let search = option.row.search else { return }
    let ranges = try SearchArguments.parse([option.commandLineName, "0.2..0.5"])
    let given = try ranges.given(for: ModelDescription(name: "m", text: "Linear(4, 4)\nLinear(4, 3)"))
    #expect(ranges.labels == [option.commandLineName])
    #expect(given.map(\.name) == [option.name])
    #expect(given.map(\.text) == ["0.2..0.5"])
    #expect(given.map(\.bounds) == [search.bounds])
    #expect(given.map { $0.scale == .logarithmic } == [search.isLogarithmic])
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

  @Test("the baseline of a method's option is that of the method in the baseline")
  func methods() throws {
    let words = ["--sparsity=set,magnitude", "--sparsity-until=0.25,0.5,0.75"]
    #expect(try baseline(words) == ["sparsity set", "sparsity-until 0.75"])
    #expect(
      try baseline(words, [StudySetting(option: "sparsity", value: "magnitude")])
        == ["sparsity magnitude", "sparsity-until 0.5"])
  }
}
