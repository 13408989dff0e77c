import LNQTestSupport
import LNQTraining
import Testing

@Suite("The table of training options")
struct TrainingOptionTests {
  private static let influential = TrainingOption.allCases.filter { $0 != .dataset }

  @Test("every option reaches the training, and comes back from it", arguments: influential)
  func roundTrip(option: TrainingOption) throws {
    let variants = TrainingRecipe.variants(of: option)
    #expect(variants.count >= 2)
    for recipe in variants {
      let options = try recipe.trainingOptions()
      let again = TrainingRecipe(options)
      #expect(again[option] == recipe.value(of: option), "\(recipe)")
      #expect(try again.trainingOptions() == options, "\(recipe)")
    }
    for (first, second) in zip(variants, variants.dropFirst()) {
      #expect(try first.trainingOptions() != second.trainingOptions(), "\(second)")
    }
  }

  @Test("the default of the table is what training has", arguments: influential)
  func defaults(option: TrainingOption) throws {
    for recipe in TrainingRecipe.variants(of: option) {
      guard let value = recipe.value(of: option) else { continue }
      var explicit = recipe
      explicit[option] = value
      #expect(try explicit.trainingOptions() == recipe.trainingOptions(), "\(recipe)")
    }
  }

  @Test("every option is read from the notation that it is written in", arguments: influential)
  func notation(option: TrainingOption) throws {
    for recipe in TrainingRecipe.variants(of: option) {
      let model = try ModelDescription(
        name: "net", layers: ModelDescription(name: "net", text: "Linear(2, 2)").layers, recipe: recipe)
      #expect(try ModelDescription(name: "net", text: model.fileText).recipe == recipe)
    }
  }

  @Test("names are words with underscores in recipes, dashes on command lines, blanks in reports")
  func names() {
    #expect(TrainingOption.accumulateGradBatches.keyword == "accumulate_grad_batches")
    #expect(TrainingOption.accumulateGradBatches.commandLineName == "--accumulate-grad-batches")
    #expect(TrainingOption.t0.name == "t0")
    #expect(TrainingOption.dropFraction.label == "drop fraction")
    #expect(TrainingOption.maxEpochs.label == "epochs")
    #expect(Set(TrainingOption.allCases.map(\.label)).count == TrainingOption.allCases.count)
  }

  @Test("the help names the defaults")
  func help() {
    #expect(TrainingOption.batchSize.help == "Rows a batch; 128 unless given.")
    #expect(TrainingOption.batchSize.helpOfLists == "Rows a batch.")
    #expect(TrainingOption.batchSize.helpOfRanges == "Rows a batch; 128 unless given. By ratios.")
    #expect(
      TrainingOption.sparsityUntil.help
        == "The share of all steps after which connections stay; 0.5 unless given for magnitude, group-lasso "
        + "and threshold, 0.75 for set and rigl.")
    #expect(TrainingOption.t0.help == "After how many epochs cosine-restarts begins anew.")
    #expect(
      TrainingOption.tMax.help == "In how many epochs cosine gets to the smallest rate; in all of them unless given.")
  }

  @Test("values are written as people type them")
  func texts() {
    let values: [(TrainingRecipe.Value, String)] = [
      (.number(1e-5), "1e-5"), (.number(1e-12), "1e-12"), (.number(0.001), "0.001"), (.number(2), "2"),
      (.pair(0.9, 0.999), "0.9:0.999"), (.count(20), "20"), (.seed(.max), "18446744073709551615"),
      (.word("adam"), "adam"),
    ]
    for (value, text) in values { #expect(value.text() == text) }
  }
}
