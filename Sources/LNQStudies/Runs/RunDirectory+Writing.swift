import Foundation
import LNQData
import LNQFiles

/// Writes files of a run, and their SHA-256 into the list that they stand in.
///
/// Only one of them may exist for a list at a time: the lock of the training keeps others from the list in the run's folder, the
/// lock of the hardware from the one in `hardware/`.
final class RunWriter {
  private let run: RunDirectory
  private let listPath: String
  private let durability: Durability
  private var list: Checksums
  /// What stands on the disk.
  private var saved: Checksums?

  /// Goes on with the list that has `file`, or begins one. What an older version trained is taken over as it is.
  ///
  /// - Throws: `RunDirectoryError.damaged` for a list that lnq did not write so.
  init(_ run: RunDirectory, listWith file: RunFile, durability: Durability = .onDisk) throws(RunDirectoryError) {
    self.run = run
    self.durability = durability
    listPath = run.listPath(of: file)
    saved = try run.checksums(with: file)
    if let saved {
      list = saved
    } else {
      var list = Checksums()
      for present in run.unlistedFiles(beside: file) where run.contains(present) {
        list.files[present.path] = [Checksums.Version(try run.bytes(of: present))]
      }
      self.list = list
    }
  }

  /// Writes files by `body`, which makes them hold these versions.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`, and what `body` throws.
  func write(
    _ versions: [(file: RunFile, version: Checksums.Version)], by body: () throws(RunDirectoryError) -> Void
  ) throws(RunDirectoryError) {
    for (file, version) in versions where list.files[file.path]?.contains(version) != true {
      list.files[file.path, default: []].append(version)
    }
    try save()
    try body()
    for (file, version) in versions { list.files[file.path] = [version] }
    try save()
  }

  /// Writes files whole, in their order, after the rows that wait in `log`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func write(
    _ files: [(file: RunFile, data: Data)], madeFrom: [String: String] = [:], appending log: StepLog? = nil
  ) throws(RunDirectoryError) {
    let versions = files.map { (file: $0.file, version: Checksums.Version($0.data, madeFrom: madeFrom)) }
    try write((log.map { [(.steps, $0.next)] } ?? []) + versions) { () throws(RunDirectoryError) in
      try log?.flush()
      for (file, data) in files { try OutputFile.write(data, to: run.path(of: file), durability: durability) }
    }
  }

  /// Removes a file that is of no use any more, if it is there.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func remove(_ file: RunFile) throws(RunDirectoryError) {
    try? FileManager.default.removeItem(atPath: run.path(of: file))
    list.files[file.path] = nil
    try save()
  }

  private func save() throws(RunDirectoryError) {
    guard list != saved else { return }
    try OutputFile.write(list.serialized(), to: listPath, durability: durability)
    saved = list
  }
}

extension RunDirectory {
  /// What an older version may have left, which the list that begins with `file` takes over.
  fileprivate func unlistedFiles(beside file: RunFile) -> [RunFile] {
    if file.isHardware { return [] }
    return file.verb == nil ? StudyDirectory(unchecked: path).files : RunFile.ofTraining
  }

  /// Writes `run.json`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`; `.damaged` for the list of checksums.
  package func write(_ manifest: RunManifest) throws(RunDirectoryError) {
    var manifest = manifest
    manifest.dataset = StoredPaths(path).stored(manifest.dataset)
    try write(json: manifest, to: .manifest)
  }

  /// Writes a JSON file that is made from the files with the hashes `madeFrom`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`; `.damaged` for the list of checksums.
  func write(
    json value: some Encodable, to file: RunFile, madeFrom: [String: String] = [:]
  ) throws(RunDirectoryError) {
    let data = try OutputFile.data(json: value, path: path(of: file))
    try RunWriter(self, listWith: file).write([(file, data)], madeFrom: madeFrom)
  }

  /// Makes `hardware` hold these files and nothing else, in one step: what was made from older ones goes with them.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func replaceHardware(_ files: [(file: RunFile, data: Data, madeFrom: [String: String])]) throws(RunDirectoryError) {
    let list = Checksums(
      Dictionary(
        uniqueKeysWithValues: files.map { ($0.file.path, [Checksums.Version($0.data, madeFrom: $0.madeFrom)]) }))
    do {
      let folder = try WholeFolder(for: path + "/hardware")
      for (file, data, _) in files { try folder.write(data, to: String(file.path.dropFirst("hardware/".count))) }
      try folder.write(list.serialized(), to: Checksums.fileName)
      try folder.replace()
    } catch {
      throw RunDirectoryError(error)
    }
  }

  /// Makes `hardware/rtl` hold these files and nothing else, in one step.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`; `.damaged` for the list of checksums.
  func writeRTL(
    _ files: [(name: String, content: Data)], madeFromTables sha256: String
  ) throws(RunDirectoryError) {
    let version = Checksums.Version(Self.listing(of: files), madeFrom: [RunFile.tables.path: sha256])
    try RunWriter(self, listWith: .rtl).write([(.rtl, version)]) { () throws(RunDirectoryError) in
      do throws(FileError) {
        let folder = try WholeFolder(for: rtlPath)
        for (name, content) in files { try folder.write(content, to: name) }
        try folder.replace()
      } catch {
        throw RunDirectoryError(error)
      }
    }
  }
}
