import LNQEmulator
import LNQTables
import LNQTraining

/// What `lnq emulate` found out.
package struct EmulateReport: VerbReport {
  let runDirectory: String
  let model: String
  /// The dataset, or the file of rows.
  let data: String
  let notice: String?
  let samples: Int
  /// The share of rows whose class is right; nil when the rows have none.
  let accuracy: Double?
  /// For each class how many rows were put into it.
  let chosen: [Int]
  let classNames: [String]
  /// For each class the figures of its rows; nil when the rows have no classes.
  let classes: [ClassFigures]?
  let instructions: String
  let threads: Int?
  /// Seconds of the emulation and of what is read and written meanwhile.
  let seconds: Double
  let samplesPerSecond: Double
  let output: String?

  package var summary: Summary {
    var summary = Summary("\(model) emulated on \(data)")
    summary.add("samples", NumberText.count(samples))
    summary.add("accuracy", accuracy.map { NumberText.percent($0) })
    summary.add(
      "classes", zip(classNames, chosen).prefix(16).map { "\($0) \(NumberText.count($1))" }.joined(separator: ", "))
    summary.add(
      "speed",
      "\(NumberText.rate(samplesPerSecond, of: "samples")) with \(instructions), reading and writing included")
    summary.add("written", output)
    summary.add("run", runDirectory)
    return summary
  }
}

/// The emulation of rows by a compiled network.
package struct Emulation {
  package let network: CompiledNetwork
  package let tabulated: TabulatedRun
  package let options: CompiledNetwork.Options

  /// Compiles the tables of a run.
  ///
  /// - Throws: `EmulatorError`.
  package init(_ tabulated: TabulatedRun, _ options: CompiledNetwork.Options) throws(EmulatorError) {
    guard Instructions.available.contains(options.instructions) else { throw .instructions(options.instructions) }
    (self.tabulated, self.options) = (tabulated, options)
    network = try CompiledNetwork(tabulated.tables, for: options.instructions)
  }

  /// How many rows are in memory at once, beside a dataset that is there as a whole.
  private static let pieceNumbers = 1 << 22

  /// Runs all rows and writes what comes of them.
  ///
  /// - Parameters:
  ///   - data: what the rows are called.
  ///   - output: the file of predictions; nil for none.
  /// - Throws: `EmulatorError`, `DatasetError`, `RunDirectoryError.cannotWrite`.
  package func report(
    of rows: EmulatedRows, data: String, notice: String? = nil,
    to output: (path: String, format: CodeRows.Format, isCodes: Bool)? = nil, observer: any WorkObserver
  ) throws -> EmulateReport {
    let tables = tabulated.tables
    let outputs = tables.outputs.map { tables.signals[$0] }
    let names = tables.classNames.isEmpty ? outputs.map(\.name) : tables.classNames
    let file = try output.map {
      try CodeFile(
        path: $0.path,
        $0.isCodes
          ? CodeRows($0.format, codes: outputs.map(\.format), names: names) : CodeRows($0.format, classes: names),
        count: rows.count)
    }
    var (chosen, confusion) = (
      [Int](repeating: 0, count: names.count), [Int](repeating: 0, count: names.count * names.count)
    )
    var hasLabels = false
    let start = ContinuousClock.now
    var progress = observer.progress(doneBefore: 0)
    let piece = max(4_096, Self.pieceNumbers / max(1, network.inputCount) / 4_096 * 4_096)
    var done = 0
    while done < rows.count {
      let count = min(piece, rows.count - done)
      let results = try rows.results(of: network, from: done, count: count, codes: output?.isCodes == true, options)
      for (place, choice) in results.classes.enumerated() {
        chosen[Int(choice)] += 1
        guard let label = rows.label(done + place), label < names.count else { continue }
        confusion[label * names.count + Int(choice)] += 1
        hasLabels = true
      }
      try file?.append(output?.isCodes == true ? results.codes : results.classes)
      done += count
      progress.update(
        "emulating", done: Double(done) / Double(rows.count),
        facts: NumberText.rate(Double(done) / (ContinuousClock.now - start).inSeconds, of: "samples"))
    }
    try file?.finish()
    progress.clear()
    let seconds = (ContinuousClock.now - start).inSeconds
    let matrix = ConfusionMatrix(
      counts: names.indices.map { Array(confusion[$0 * names.count..<($0 + 1) * names.count]) })
    return EmulateReport(
      runDirectory: tabulated.run.directory.path, model: tabulated.run.manifest.model.name, data: data, notice: notice,
      samples: rows.count, accuracy: hasLabels ? matrix.accuracy : nil, chosen: chosen, classNames: names,
      classes: hasLabels ? ClassFigures.of(matrix, names: names) : nil,
      instructions: options.instructions.rawValue, threads: options.threads, seconds: seconds,
      samplesPerSecond: Double(rows.count) / max(seconds, 1e-9), output: output?.path)
  }
}
