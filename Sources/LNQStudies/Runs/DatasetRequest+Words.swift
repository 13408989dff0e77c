extension DatasetRequest {
  /// The words of a command line that open the same dataset: DATASET and its options.
  package var words: [String] {
    switch self {
    case .synthetic(let rows): ["jsc-synth", "--rows=\(rows)"]
    case .file(let path, let options): [path] + (options.classColumn.map { ["--class-column=\($0)"] } ?? [])
    case .imported(let name, let folder): [name, "--data-dir=\(folder)"]
    }
  }
}
