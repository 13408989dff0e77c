import LNQData
import Testing

@testable import LNQStudies

/// The trials that follow from a plan.
@Suite("Study plans")
struct StudyPlanTests {
  static func plan(
    _ kind: StudyPlan.Kind, _ options: [StudyOption], baseline: [StudySetting] = [], models: [String] = ["m"],
    repeats: Int = 1, seed: UInt64 = 0
  ) -> StudyPlan {
    StudyPlan(
      kind: kind,
      models: models.map { .init(name: $0, argument: "/models/\($0).model", text: "Linear(1, 2)\n", parameters: 4) },
      dataset: .init(
        name: "data", request: .synthetic(rows: 10),
        provenance: Provenance(source: "here", sha256: "00", notice: nil),
        rows: .init(train: 6, validation: 2, test: 2)),
      options: options, baseline: baseline, repeats: repeats, seed: seed)
  }

  private static let batches = StudyOption(name: "batch-size", values: ["16", "32"])
  private static let rates = StudyOption(name: "learning-rate", values: ["1e-3", "1e-2", "1e-1"])
  private static let epochs = StudyOption(name: "max-epochs", values: ["5"])
  private static let baseline = [
    StudySetting(option: "batch-size", value: "32"), StudySetting(option: "learning-rate", value: "1e-3"),
    StudySetting(option: "max-epochs", value: "5"),
  ]

  @Test("a grid has every combination once, the last option changing fastest")
  func grid() {
    let plan = Self.plan(.grid, [Self.batches, Self.rates, Self.epochs])
    let trials = plan.trials()
    #expect(
      trials.map(\.name) == [
        "m_batch-size-16_learning-rate-1e-3_repeat-1", "m_batch-size-16_learning-rate-1e-2_repeat-1",
        "m_batch-size-16_learning-rate-1e-1_repeat-1", "m_batch-size-32_learning-rate-1e-3_repeat-1",
        "m_batch-size-32_learning-rate-1e-2_repeat-1", "m_batch-size-32_learning-rate-1e-1_repeat-1",
      ])
    #expect(trials[4].settings.map(\.word) == ["--batch-size=32", "--learning-rate=1e-2", "--max-epochs=5"])
    #expect(plan.settingCount == 6)
  }

  @Test("varying one has the baseline once and each other value alone")
  func varyOne() {
    let plan = Self.plan(.varyOne, [Self.batches, Self.rates, Self.epochs], baseline: Self.baseline)
    let trials = plan.trials()
    #expect(
      trials.map(\.name) == [
        "m_baseline_repeat-1", "m_batch-size-16_repeat-1", "m_learning-rate-1e-2_repeat-1",
        "m_learning-rate-1e-1_repeat-1",
      ])
    #expect(trials[0].settings == Self.baseline)
    #expect(trials[1].settings.map(\.value) == ["16", "1e-3", "5"])
    #expect(trials[2].settings.map(\.value) == ["32", "1e-2", "5"])
    #expect(plan.settingCount == 4)
  }

  @Test("a plan without lists has its repeats alone", arguments: [StudyPlan.Kind.grid, .varyOne])
  func repeatsAlone(kind: StudyPlan.Kind) {
    let trials = Self.plan(kind, [], repeats: 3).trials()
    #expect(trials.map(\.name) == ["m_repeat-1", "m_repeat-2", "m_repeat-3"])
  }

  @Test("the seed of a repeat is the same for all settings and all models")
  func seeds() {
    let trials = Self.plan(.grid, [Self.batches], models: ["a", "b"], repeats: 3, seed: 40).trials()
    #expect(trials.count == 12)
    for trial in trials { #expect(trial.seed == 39 + UInt64(trial.repetition)) }
    #expect(trials.map(\.repetition) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
  }

  @Test("names are unique where file names lose the difference, and never too long for a file system")
  func names() {
    let signs = Self.plan(.grid, [StudyOption(name: "eta-min", values: ["1e-3", "1e+3", "1e*3"])]).trials()
    #expect(
      signs.map(\.name) == ["m_eta-min-1e-3_repeat-1", "m_eta-min-1e-3_repeat-1-2", "m_eta-min-1e-3_repeat-1-3"])
    let many = (0..<20).map {
      StudyOption(name: "an-option-with-a-long-name-\($0)", values: $0 < 5 ? ["1", "2"] : ["1"])
    }
    let long = Self.plan(.grid, many + [StudyOption(name: String(repeating: "x", count: 150), values: ["1", "2"])])
      .trials()
    #expect(long.count == 64)
    #expect(Set(long.map(\.name)).count == 64)
    #expect(long.allSatisfy { $0.name.utf8.count < 200 })
  }

  @Test("more combinations than an Int can count are known as such")
  func countless() {
    let values = (0..<1000).map(String.init)
    #expect(Self.plan(.grid, (0..<7).map { StudyOption(name: "o\($0)", values: values) }).settingCount == nil)
  }

  @Test("equal plans have the same folder, and a plan that differs in anything has another")
  func folderNames() throws {
    let plan = Self.plan(.varyOne, [Self.batches], baseline: [Self.baseline[0]], models: ["a", "b"])
    let name = try plan.folderName()
    #expect(name.hasPrefix("a+b_data_sweep-vary-one_"))
    #expect(name.utf8.count == "a+b_data_sweep-vary-one_".utf8.count + 8)
    #expect(try plan.folderName() == name)
    for change in Self.changes {
      var other = plan
      change.make(&other)
      #expect(try other.folderName() != name)
    }
    let many = Self.plan(.grid, [], models: ["a", "b", "c", "d"])
    #expect(try many.folderName().hasPrefix("a+3-more_data_sweep-grid_"))
  }

  struct Change: CustomTestStringConvertible, Sendable {
    let sentence: String
    let make: @Sendable (inout StudyPlan) -> Void
    var testDescription: String { sentence }
  }

  static let changes = [
    Change(sentence: "its kind is sweep vary-one, not sweep grid") { $0.kind = .grid },
    Change(sentence: "its list of models is a,b, not a") { $0.models.removeLast() },
    Change(sentence: "its model b is another network") { $0.models[1].text = "Linear(1, 3)\n" },
    Change(sentence: "its dataset is data, not rows") { $0.dataset.name = "rows" },
    Change(sentence: "its rows are not those that data has now") { $0.dataset.rows.train = 7 },
    Change(sentence: "its list of options is batch-size, not none") { $0.options = [] },
    Change(sentence: "its batch-size is 16,32, not 16,64") { $0.options[0].values[1] = "64" },
    Change(sentence: "its baseline is batch-size 32, not batch-size 16") { $0.baseline[0].value = "16" },
    Change(sentence: "its number of repeats is 1, not 2") { $0.repeats = 2 },
    Change(sentence: "its seed is 0, not 9") { $0.seed = 9 },
  ]

  @Test("what is different is said", arguments: changes)
  func differences(change: Change) {
    let old = Self.plan(.varyOne, [Self.batches], baseline: [Self.baseline[0]], models: ["a", "b"])
    var new = old
    change.make(&new)
    #expect(new.difference(from: old) == change.sentence)
    #expect(old.difference(from: old) == nil)
  }
}
