import Foundation
import LNQData
import LNQFiles
import LNQTraining

extension RunDirectory {
  /// A file of the run that was read, and found to be what lnq wrote.
  struct Contents<Value> {
    let value: Value
    /// The SHA-256 of the bytes.
    let sha256: String
  }

  /// Reads `run.json`.
  ///
  /// - Throws: what `decode` throws.
  package func manifest() throws(RunDirectoryError) -> RunManifest {
    var manifest = try decode(RunManifest.self, from: .manifest).value
    manifest.dataset = StoredPaths(path).found(manifest.dataset)
    return manifest
  }

  /// Reads one of the run's JSON files.
  ///
  /// - Throws: `RunDirectoryError.damaged` when it is missing, truncated, of another kind, or not what lnq wrote; `.stale`.
  func decode<Value: Decodable>(
    _ type: Value.Type, from file: RunFile, allowingStale: Bool = false
  ) throws(RunDirectoryError) -> Contents<Value> {
    let read = try contents(of: file, allowingStale: allowingStale) { data throws(RunDirectoryError) in
      try Self.decode(type, from: data, path: path(of: file))
    }
    do {
      return Contents(value: try read.value.get(), sha256: read.sha256)
    } catch {
      // A training or a study cannot be repeated by a command that is known here.
      guard case .damaged(let path, let problem) = error, let verb = file.verb, verb != "train" else { throw error }
      throw .damaged(path: path, problem: problem + "; " + file.remedy(in: self))
    }
  }

  /// Reads a file of the run with `parse`, and compares it with `checksums.json`.
  ///
  /// What `parse` finds wrong comes first, since it knows better what is wrong with a file that was cut off. The files of a run
  /// that an older version wrote are taken as they are (`isChecked`).
  /// - Parameter allowingStale: whether it may have been made from what is another one now.
  /// - Throws: `RunDirectoryError.damaged`, `.stale`.
  func contents<Value, Failure>(
    of file: RunFile, allowingStale: Bool = false, parse: (Data) throws(Failure) -> Value
  ) throws(RunDirectoryError) -> Contents<Result<Value, Failure>> {
    while true {
      let list = try checksums(with: file)
      var data = try bytes(of: file)
      let version =
        file.kind == .growing
        ? list?.beginning(of: file.path, content: data) : list?.version(of: file.path, content: data)
      if file.kind == .growing, let version { data = data.prefix(version.bytes) }
      let value = Result { () throws(Failure) in try parse(data) }
      if case .failure = value { return Contents(value: value, sha256: "") }
      if let version {
        if !allowingStale, let source = try staleSource(of: file, version) { throw stale(file, source) }
        return Contents(value: value, sha256: version.sha256)
      }
      // Somebody may write it at this moment.
      guard try checksums(with: file) == list else { continue }
      let isListed = list?.files[file.path] != nil
      if isListed || isChecked && !file.isHardware {
        throw .damaged(
          path: path(of: file),
          problem: (isListed ? "its SHA-256 is another one than then" : "\(listPath(of: file)) does not know it") + "; "
            + file.remedy(in: self))
      }
      // What an older version made of an older checkpoint cannot be told from what belongs to this one.
      if isChecked, !allowingStale { throw stale(file, file.sources.first ?? file) }
      return Contents(value: value, sha256: Checksums.Version(data).sha256)
    }
  }

  /// Reads the checkpoint at `path`, which somebody named; one that lies in a run is compared with its checksum.
  ///
  /// - Throws: `CheckpointError`, `RunDirectoryError`, `CommandError.input` for a file that cannot be read.
  package static func checkpoint(at path: String) throws -> Checkpoint {
    func parse(_ data: Data) throws(CheckpointError) -> Checkpoint { try Checkpoint(bytes: Array(data), file: path) }
    guard let (run, file) = RunFile.checkpoint(at: path) else { return try parse(InputFile.data(path)) }
    return try run.contents(of: file, parse: parse).value.get()
  }

  /// Whether `path(of:)` leads to something.
  func contains(_ file: RunFile) -> Bool { FileManager.default.fileExists(atPath: path(of: file)) }

  /// Where a file of the run is.
  func path(of file: RunFile) -> String { path + "/" + file.path }

  /// Whether lnq wrote down the checksums of the run's files; versions before did not.
  package var isChecked: Bool { FileManager.default.fileExists(atPath: listPath(of: .manifest)) }

  /// What has to be said about a run whose files cannot be checked; nil when they can.
  package var remark: String? { remark(as: "run") }

  /// The same of a study, whose folder this is.
  func remark(as kind: String) -> String? {
    isChecked
      ? nil
      : "the \(kind) \(path) has no \(Checksums.fileName), since an older lnq wrote it: whether its files are whole and belong "
        + "together could not be checked"
  }

  // MARK: - Lists of checksums

  /// Where the checksum of a file stands.
  func listPath(of file: RunFile) -> String { path + (file.isHardware ? "/hardware/" : "/") + Checksums.fileName }

  /// The list that has the checksum of `file`; nil when there is none.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func checksums(with file: RunFile) throws(RunDirectoryError) -> Checksums? {
    let path = listPath(of: file)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let list = Checksums(serialized: try Self.bytes(path)) else {
      throw .damaged(path: path, problem: "its own SHA-256 is another one; \(file.remedy(in: self))")
    }
    return list
  }

  /// The bytes of a file; of a folder, the SHA-256 of each file in it.
  func bytes(of file: RunFile) throws(RunDirectoryError) -> Data {
    let path = path(of: file)
    guard file.kind == .folder else { return try Self.bytes(path) }
    var files: [(name: String, content: Data)] = []
    for name in ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() {
      files.append((name, try Self.bytes(path + "/" + name)))
    }
    return Self.listing(of: files)
  }

  /// What stands for a folder of these files: a line for each, as `sha256sum` prints it.
  static func listing(of files: [(name: String, content: Data)]) -> Data {
    Data(
      files.sorted { $0.name < $1.name }.map { "\(Checksums.Version($0.content).sha256)  \($0.name)\n" }.joined().utf8)
  }

  /// What `file`, of this version, was made from and is another one now; nil when all are still the same.
  ///
  /// - Throws: what `contents` throws for a source that is damaged, or stale itself.
  private func staleSource(of file: RunFile, _ version: Checksums.Version) throws(RunDirectoryError) -> RunFile? {
    for source in file.sources {
      guard contains(source) else { return source }
      let found = try contents(of: source) { $0 }.sha256
      if let recorded = version.madeFrom?[source.path] {
        if recorded != found { return source }
      } else if isChecked {
        return source
      }
    }
    return nil
  }

  private func stale(_ file: RunFile, _ source: RunFile) -> RunDirectoryError {
    .stale(path: path(of: file), source: path(of: source), remedy: file.remedy(in: self))
  }
}

extension RunDirectory {
  private static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, path: String
  ) throws(RunDirectoryError) -> Value {
    do {
      return try JSONText.decode(type, from: data)
    } catch let error as DecodingError {
      throw .damaged(path: path, problem: error.sentence)
    } catch {
      throw .damaged(path: path, problem: reason(error))
    }
  }

  private static func bytes(_ path: String) throws(RunDirectoryError) -> Data {
    do {
      return try WholeFile.read(path)
    } catch {
      throw .damaged(path: path, problem: "it cannot be read: \(error.problem)")
    }
  }
}
