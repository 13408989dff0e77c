import Foundation
import LNQReport

/// The results of a study as tables for other programs: `results.csv`, a row for each trial, and `summary.csv`, a row for each
/// setting. Every number of the report follows from the first.
extension StudyFindings {
  /// A figure of a trial: the name of its column, and its value; nil where the trial has none.
  private struct Figure {
    let name: String
    let value: (RunFindings) -> Double?

    init(_ name: String, _ value: @escaping (RunFindings) -> Double?) {
      (self.name, self.value) = (name, value)
    }
  }

  /// Up to so many classes a row has the whole confusion matrix.
  private static let matrixLimit = 16

  /// A row for each trial, failed ones and missing ones too: the settings, the seed, what became of it, and its figures. Those on test
  /// rows are left out in a search, where nobody may choose by them, but for the classes that were lost.
  package var resultsCSV: String {
    let options = optionNames
    let figures = figures
    let head =
      ["trial"] + options.map { $0.replacing("-", with: "_") } + ["repetition", "seed", "state"] + figures.map(\.name)
      + ["lost_classes", "luts_counted"]
    let rows = trials.map { trial, state -> [String] in
      let own = Self.values(of: trial)
      let begin =
        [trial.name] + options.map { name in own.first { $0.option == name }?.value ?? "" }
        + ["\(trial.repetition)", "\(trial.seed)"]
      switch state {
      case .failed: return begin + ["failed"] + figures.map { _ in "" } + ["", ""]
      case .missing: return begin + ["missing"] + figures.map { _ in "" } + ["", ""]
      case .finished(let run):
        return begin + ["finished"] + figures.map { $0.value(run).map(Self.text) ?? "" } + [
          (run.results?.neverChosen ?? []).joined(separator: " "), run.hardware?.mapped?.how ?? "",
        ]
      }
    }
    return Self.csv([head] + rows)
  }

  /// A row for each setting: how many trials it has, and of each figure the mean and the standard deviation of the sample.
  package var summaryCSV: String {
    let options = varied.map(\.name)
    let figures = figures.filter { !$0.name.hasPrefix("chosen_") }
    let head =
      options.map { $0.replacing("-", with: "_") } + ["trials", "finished", "lost_a_class"]
      + figures.flatMap { ["\($0.name)_mean", "\($0.name)_deviation"] }
    let rows = settings.map { setting -> [String] in
      let runs = setting.group.runs
      let losers = runs.count { $0.results?.neverChosen.isEmpty == false }
      return options.map { setting.value(of: $0) ?? "" } + ["\(setting.planned)", "\(runs.count)", "\(losers)"]
        + figures.flatMap { figure -> [String] in
          let statistics = MeanDeviation(runs.compactMap(figure.value))
          return [statistics.map { Self.text($0.mean) } ?? "", statistics?.deviation.map(Self.text) ?? ""]
        }
    }
    return Self.csv([head] + rows)
  }

  /// The model and every option that some trial was given, in the order of the plan.
  private var optionNames: [String] {
    var names = [Self.model] + manifest.plan.options.map(\.name)
    for (trial, _) in trials {
      for setting in Self.values(of: trial) where !names.contains(setting.option) { names.append(setting.option) }
    }
    return names
  }

  private var figures: [Figure] {
    var figures = [
      Figure("parameters") { $0.results.map { Double($0.parameters) } },
      Figure("epochs") { $0.results.map { Double($0.epochs) } },
      Figure("steps") { $0.results.map { Double($0.steps) } },
      Figure("best_epoch") { $0.results.map { Double($0.best.epoch) } },
      Figure("best_validation_accuracy") { $0.results?.best.validationAccuracy },
      Figure("best_validation_loss") { $0.results?.best.validationLoss },
      Figure("last_validation_accuracy") { $0.results?.last?.validationAccuracy },
      Figure("last_validation_loss") { $0.results?.last?.validationLoss },
      Figure("last_training_accuracy") { $0.results?.last?.trainingAccuracy },
      Figure("last_training_loss") { $0.results?.last?.trainingLoss },
      Figure("seconds") { $0.results?.seconds }, Figure("samples_per_second") { $0.results?.samplesPerSecond },
      Figure("stops") { Double($0.manifest.resumptions?.count ?? 0) },
      Figure("tables_validation_accuracy") { $0.hardware?.quantization.validationAccuracy },
      Figure("luts") { run in run.hardware?.mapped.map { Double($0.luts) } },
      Figure("formula_luts") { run in run.hardware.map { Double($0.estimate.lookups) } },
      Figure("adder_bits") { run in run.hardware.map { Double($0.estimate.adderBits) } },
    ]
    guard !isSearch else { return figures }
    figures += [
      Figure("test_accuracy") { $0.results?.test.accuracy }, Figure("test_loss") { $0.results?.test.loss },
      Figure("tables_test_accuracy") { $0.hardware?.quantization.quantizedAccuracy },
      Figure("tables_agreement") { $0.hardware?.quantization.agreement },
    ]
    guard let names = RunGroup(label: "", runs: finished).classNames else { return figures }
    for (index, name) in names.enumerated() {
      figures += [
        Figure("recall_\(name)") { $0.results?.test.classes?[index].recall },
        Figure("precision_\(name)") { $0.results?.test.classes?[index].precision },
      ]
      guard names.count <= Self.matrixLimit else { continue }
      figures += names.enumerated().map { column, other in
        Figure("chosen_\(name)_\(other)") { run in run.results?.test.classes.map { Double($0[index].chosen[column]) } }
      }
    }
    return figures
  }

  /// With as many digits as tell it from every other number.
  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// Lines of cells with commas between them; cells with other characters are in quotes (RFC 4180).
  private static func csv(_ rows: [[String]]) -> String {
    rows.map { row in
      row.map { cell in
        cell.contains { ",\"\n\r".contains($0) } ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      }.joined(separator: ",") + "\n"
    }.joined()
  }
}
