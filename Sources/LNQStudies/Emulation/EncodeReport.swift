import LNQHardware

/// What `lnq encode` did.
package struct EncodeReport: VerbReport {
  let runDirectory: String
  let model: String
  /// The dataset, or the file of rows.
  let data: String
  let notice: String?
  let samples: Int
  /// Codes of a row, and their bits together.
  let inputs: Int
  let bits: Int
  /// The formats of raw values that are encoded in hardware; nil where the codes are the network's own.
  let rawFormats: [String]?
  let output: String

  package var summary: Summary {
    var summary = Summary("\(data) encoded for \(model)")
    summary.add("note", notice)
    summary.add("samples", NumberText.count(samples))
    summary.add(
      "codes",
      "\(NumberText.counted(inputs, "input", "inputs")), \(NumberText.counted(bits, "bit", "bits")) together"
        + (rawFormats == nil ? "" : ", raw values for the encoder in hardware"))
    summary.add("written", output)
    summary.add("run", runDirectory)
    return summary
  }
}

extension TabulatedRun {
  /// The codes of rows in pieces, in the form of a file.
  ///
  /// - Parameters:
  ///   - data: what the rows are called.
  ///   - path: the file; nil hands the lines of digits to `show` instead.
  /// - Throws: `DatasetError`, `EmulatorError`, `RunDirectoryError.cannotWrite`; what `show` throws.
  package func encode(
    _ rows: EmulatedRows, data: String, notice: String?, to path: String?, show: (String) throws -> Void
  ) throws -> EncodeReport? {
    let inputs = tables.inputs
    let form = CodeRows(
      path.flatMap(CodeRows.Format.init(path:)) ?? .hex, codes: inputs.map(\.format), names: inputs.map(\.name))
    let file = try path.map { try CodeFile(path: $0, form, count: rows.count) }
    let piece = max(1, (1 << 20) / inputs.count)
    for start in stride(from: 0, to: rows.count, by: piece) {
      let codes = try rows.codes(for: self, from: start, count: min(piece, rows.count - start))
      guard let file else {
        try show(String(decoding: form.bytes(of: codes).dropLast(), as: UTF8.self))
        continue
      }
      try file.append(codes)
    }
    try file?.finish()
    return path.map {
      EncodeReport(
        runDirectory: run.directory.path, model: run.manifest.model.name, data: data, notice: notice,
        samples: rows.count, inputs: inputs.count, bits: inputs.reduce(0) { $0 + $1.format.width },
        rawFormats: rawFormatNames, output: $0)
    }
  }
}
