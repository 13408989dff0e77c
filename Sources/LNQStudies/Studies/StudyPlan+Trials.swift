import LNQText

extension StudyPlan {
  /// The trials of a sweep: for each repeat all settings of all models, so that a sweep that is stopped early has seen every
  /// setting; none of a search, which finds its own.
  ///
  /// A trial's name has the model, the values that are special about it, and the repeat.
  package func trials() -> [StudyTrial] {
    var trials: [StudyTrial] = []
    var names: Set<String> = []
    for repetition in 1...max(1, repeats) {
      for model in models {
        for (number, point) in points.enumerated() {
          var name = FileName.make(of: model.name) + "_" + (point.name.isEmpty ? "" : point.name + "_")
          // File systems take 255 bytes.
          if name.utf8.count > 180 { name = "\(FileName.prefix(of: name, bytes: 160))_\(number + 1)_" }
          name += "repeat-\(repetition)"
          // Values such as 1e-3 and 1e+3 make the same file name.
          var free = name
          var other = 2
          while !names.insert(free).inserted {
            free = "\(name)-\(other)"
            other += 1
          }
          trials.append(
            StudyTrial(
              name: free, model: model.name, settings: point.settings, repetition: repetition,
              seed: seed &+ UInt64(repetition - 1)))
        }
      }
    }
    return trials
  }

  /// Every combination of settings, once.
  package var settings: [[StudySetting]] { points.map(\.settings) }

  /// How many combinations of settings there are; nil for more than an Int can count.
  package var settingCount: Int? {
    switch kind {
    case .grid:
      options.reduce(1 as Int?) { product, option in
        guard let product else { return nil }
        let (next, isTooMuch) = product.multipliedReportingOverflow(by: option.values.count)
        return isTooMuch ? nil : next
      }
    case .varyOne: 1 + variedOptions.reduce(0) { $0 + $1.values.count - 1 }
    case .search: 0
    }
  }

  /// Settings, and what a trial's name says about them.
  private struct Point {
    var name = ""
    var settings: [StudySetting] = []
  }

  private var points: [Point] {
    switch kind {
    case .grid: gridPoints
    case .varyOne: varyOnePoints
    case .search: []
    }
  }

  /// The last option changes fastest.
  private var gridPoints: [Point] {
    options.reduce([Point()]) { points, option in
      points.flatMap { point in
        option.values.map { value in
          let setting = StudySetting(option: option.name, value: value)
          let parts = option.isVaried ? [point.name, Self.fileName(setting)] : [point.name]
          return Point(
            name: parts.filter { !$0.isEmpty }.joined(separator: "_"), settings: point.settings + [setting])
        }
      }
    }
  }

  /// The baseline, then each option's other values.
  private var varyOnePoints: [Point] {
    var points = [Point(name: variedOptions.isEmpty ? "" : "baseline", settings: baseline)]
    for (index, option) in options.enumerated() {
      for value in option.values where value != baseline[index].value {
        var settings = baseline
        settings[index].value = value
        points.append(Point(name: Self.fileName(settings[index]), settings: settings))
      }
    }
    return points
  }

  /// `batch-size-16`.
  private static func fileName(_ setting: StudySetting) -> String {
    FileName.make(of: "\(setting.option)-\(setting.value)")
  }
}
