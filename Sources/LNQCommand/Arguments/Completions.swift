import ArgumentParser
import Foundation
import LNQData
import LNQStudies
import LNQTraining

/// What the shell offers for words that mean models, datasets and runs; the completion scripts ask the program itself.
extension CompletionKind {
  /// Built-in models, and model files of this folder.
  static var models: CompletionKind {
    .custom { _, _, prefix in Names.beginning(with: prefix, in: Names.models) }
  }

  /// What a run is made of or found by: folders below that of the runs, and models.
  static var runs: CompletionKind {
    .custom { _, _, prefix in Names.beginning(with: prefix, in: Names.runs + Names.models) }
  }

  /// jsc-synth, imported datasets, those that can be fetched, and files of rows.
  static var datasets: CompletionKind {
    .custom { _, _, prefix in Names.beginning(with: prefix, in: Names.datasets) }
  }
}

/// The names that there are now.
private enum Names {
  static var models: [String] { BuiltInModel.allCases.map(\.name) + files([".model", ".py"]) }

  static var runs: [String] {
    let folder = RunDirectory.standardProjectFolder
    return contents(of: folder).filter { !$0.hasSuffix(".latest") && RunDirectory.isThere(folder + "/" + $0) }
  }

  static var datasets: [String] {
    let environment = ProcessInfo.processInfo.environment
    let cached = (try? DataOptions.cache(nil, environment))?.names ?? []
    return ["jsc-synth"] + cached + files([".csv", ".arff", ".npy", ".npz", ".h5"])
  }

  static func beginning(with prefix: String, in names: [String]) -> [String] { names.filter { $0.hasPrefix(prefix) } }

  private static func files(_ endings: [String]) -> [String] {
    contents(of: ".").filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
  }

  private static func contents(of folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }
}

extension RunDirectory {
  /// Whether a folder is a run or a study.
  fileprivate static func isThere(_ path: String) -> Bool {
    (try? RunDirectory(path: path)) != nil || (try? StudyDirectory(path: path)) != nil
  }
}
