import Foundation

extension RunDirectory {
  /// The newest run of `model` in `projectFolder`.
  ///
  /// That is where the link `<model>.latest` leads. Where it is missing or leads to nothing, because the run was removed, it is
  /// the run of that model that started last and has a checkpoint.
  /// - Throws: `RunDirectoryError.noRun`, with the command that makes one.
  package static func newest(of model: String, in projectFolder: String) throws(RunDirectoryError) -> RunDirectory {
    let link = latestLink(of: model, in: projectFolder)
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
      let run = try? RunDirectory(path: target.hasPrefix("/") ? target : projectFolder + "/" + target)
    {
      return run
    }
    var newest: (started: String, run: RunDirectory)?
    for name in (try? FileManager.default.contentsOfDirectory(atPath: projectFolder))?.sorted() ?? [] {
      let path = projectFolder + "/" + name
      guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil,
        let run = try? RunDirectory(path: path), let manifest = try? run.manifest(),
        manifest.model.name == model, FileManager.default.fileExists(atPath: run.bestCheckpointPath)
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
    // No other process makes this temporary name, because the run's own name is unique.
    let temporary = projectFolder + "/." + name + ".link.tmp"
    unlink(temporary)
    guard symlink(name, temporary) == 0, rename(temporary, link) == 0 else {
      let problem = String(cString: strerror(errno))
      unlink(temporary)
      throw .cannotWrite(path: link, problem: problem)
    }
  }

  /// `lnq_output/jsc-tiny.latest`.
  static func latestLink(of model: String, in projectFolder: String) -> String {
    projectFolder + "/" + fileName(model) + ".latest"
  }
}
