/// What a search for a small circuit tried, and what it chose.
struct AreaReport: Codable, Equatable {
  /// Something that can be lowered.
  struct Option: Codable, Equatable {
    enum Name: String, Codable {
      case inputBits, partFractionBits, codeBits
    }

    let name: Name
    /// The index of the layer; nil for the inputs.
    var layer: Int?
  }

  /// An option with a lower value than before, after the steps that were taken before it.
  struct Step: Codable, Equatable {
    let option: Option
    let value: Int
    let validationAccuracy: Double
    /// Nil when the accuracy was too low to count them.
    let luts: Int?
    var isTaken = false
  }

  /// Of a quantized network.
  struct Figures: Codable, Equatable {
    /// Of the circuit by the fast mapping.
    let luts: Int
    /// What was chosen by.
    let validationAccuracy: Double
    /// On the test rows, which had no influence.
    let accuracy: Double
  }

  /// By how many points the accuracy on the validation rows was allowed to be lower.
  let accuracyLoss: Double
  /// With the options that were given alone.
  let before: Figures
  /// With those that were chosen.
  let after: Figures
  /// What was tried, in order.
  let steps: [Step]
}

extension AreaReport {
  /// What stands in a summary.
  func add(to summary: inout Summary) {
    let saved = before.luts > 0 ? 1 - Double(after.luts) / Double(before.luts) : 0
    summary.add(
      "optimized",
      "\(NumberText.count(after.luts)) LUTs by fast mapping, \(NumberText.count(before.luts)) before "
        + "(\(NumberText.percent(saved)) less)")
    summary.add(
      "",
      "validation accuracy \(NumberText.percent(after.validationAccuracy)), "
        + "\(NumberText.percent(before.validationAccuracy)) before "
        + "(\(NumberText.points(after.validationAccuracy - before.validationAccuracy)), "
        + "\(NumberText.rounded(accuracyLoss)) may be lost);\ntest accuracy \(NumberText.percent(after.accuracy)), "
        + "\(NumberText.percent(before.accuracy)) before")
    summary.add(
      "chosen", chosen.isEmpty ? "nothing: no step was small enough" : chosen.map(\.text).joined(separator: "\n"))
    summary.add(
      "tried",
      "\(NumberText.counted(steps.count, "step", "steps")), \(NumberText.count(steps.count { $0.isTaken })) of them taken"
    )
  }

  /// The last value of each option that was lowered, in the order of the network.
  private var chosen: [Step] {
    var last: [Step] = []
    for step in steps where step.isTaken {
      last.removeAll { $0.option == step.option }
      last.append(step)
    }
    return last.sorted { first, second in
      (first.option.layer ?? -1, first.option.name.rawValue) < (second.option.layer ?? -1, second.option.name.rawValue)
    }
  }
}

extension AreaReport.Step {
  /// `layer2: parts with 0 fraction bits`.
  fileprivate var text: String {
    let layer = option.layer.map { "layer\($0 + 1)" } ?? ""
    return switch option.name {
    case .inputBits: "inputs of \(NumberText.counted(value, "bit", "bits"))"
    case .codeBits: "\(layer): outputs of \(NumberText.counted(value, "bit", "bits"))"
    case .partFractionBits: "\(layer): parts with \(NumberText.counted(value, "fraction bit", "fraction bits"))"
    }
  }
}
