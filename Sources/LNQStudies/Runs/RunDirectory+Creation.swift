import Foundation
import LNQFiles
import LNQText
import LNQTraining

extension RunDirectory {
  /// Makes a new, empty run directory with its `software` and `hardware` folders.
  ///
  /// - Parameters:
  ///   - projectFolder: Where runs are kept, `lnq_output`; made when it is missing.
  ///   - project: The folder's name; nil for `<model>_classification_<dataset>_<YYYY-MM-DD>`. When it is taken, `-2`, `-3`, …
  ///     follow, until one is free.
  ///   - date: The day in the name.
  /// - Throws: `RunDirectoryError.cannotWrite`.
  static func create(
    in projectFolder: String, model: String, dataset: String, project: String? = nil, date: Date = Date(),
    timeZone: TimeZone = .current
  ) throws(RunDirectoryError) -> RunDirectory {
    let name =
      project
      ?? "\(FileName.make(of: model))_classification_\(FileName.make(of: dataset))_\(day(of: date, in: timeZone))"
    try makeFolder(projectFolder)
    Leftovers.remove(in: projectFolder)
    var number = 1
    while true {
      let path = projectFolder + "/" + (number == 1 ? name : "\(name)-\(number)")
      if try claimFolder(path) {
        let run = RunDirectory(unchecked: path)
        try makeFolder(path + "/software/training_ckpts")
        try makeFolder(path + "/hardware")
        return run
      }
      number += 1
    }
  }

  /// `2025-11-20`.
  static func day(of date: Date, in timeZone: TimeZone) -> String {
    date.formatted(Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day())
  }

  /// Makes the folder `path` and says whether it did: false when something of that name exists.
  private static func claimFolder(_ path: String) throws(RunDirectoryError) -> Bool {
    // mkdir is the one call that checks and claims a name in one step.
    guard mkdir(path, 0o777) != 0 else { return true }
    let code = errno
    if code == EEXIST { return false }
    throw .cannotWrite(path: path, problem: String(cString: strerror(code)))
  }

  /// Removes what killed processes have left half made in the run, and beside it.
  func removeLeftovers() {
    Leftovers.remove(
      in: path, path + "/software", path + "/software/training_ckpts", path + "/hardware",
      URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  /// Makes a folder and those above it.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  static func makeFolder(_ path: String) throws(RunDirectoryError) {
    do {
      try LNQFiles.makeFolder(path)
    } catch {
      throw RunDirectoryError(error)
    }
  }

  package static func reason(_ error: any Error) -> String { FileError.reason(error) }
}

extension RunDirectory {
  /// The newest run of `model` in `projectFolder`.
  ///
  /// That is where the link `<model>.latest` leads. Where it is missing, leads to nothing, because the run was removed, or
  /// leads to a run of another text, it is the run of that model that started last and has a checkpoint.
  /// - Parameter source: what the run trained; nil for any. Files in two folders may have one name.
  /// - Throws: `RunDirectoryError.noRun`, with the command that makes one.
  package static func newest(
    of model: String, trainedFrom source: ModelSource? = nil, in projectFolder: String
  ) throws(RunDirectoryError) -> RunDirectory {
    func fits(_ manifest: RunManifest?) -> Bool {
      source.map { source in manifest?.model.isMade(from: source) ?? false } ?? true
    }
    let link = latestLink(of: model, in: projectFolder)
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
      let run = try? RunDirectory(path: target.hasPrefix("/") ? target : projectFolder + "/" + target),
      source == nil || fits(try? run.manifest())
    {
      return run
    }
    var newest: (started: String, run: RunDirectory)?
    for name in (try? FileManager.default.contentsOfDirectory(atPath: projectFolder))?.sorted() ?? [] {
      let path = projectFolder + "/" + name
      guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil,
        let run = try? RunDirectory(path: path), let manifest = try? run.manifest(),
        manifest.model.name == model, fits(manifest),
        FileManager.default.fileExists(atPath: run.bestCheckpointPath)
      else { continue }
      if newest.map({ $0.started <= manifest.started }) ?? true { newest = (manifest.started, run) }
    }
    guard let newest else { throw .noRun(model: model, projectFolder: projectFolder) }
    return newest.run
  }

  /// Makes `<model>.latest`, beside this run, lead to it. The old link is replaced in one step.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func becomeLatest(of model: String) throws(RunDirectoryError) {
    let projectFolder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let link = Self.latestLink(of: model, in: projectFolder)
    do {
      try WholeFile.link(link, to: name)
    } catch {
      throw RunDirectoryError(error)
    }
  }

  /// `lnq_output/jsc-tiny.latest`.
  static func latestLink(of model: String, in projectFolder: String) -> String {
    projectFolder + "/" + FileName.make(of: model) + ".latest"
  }
}
