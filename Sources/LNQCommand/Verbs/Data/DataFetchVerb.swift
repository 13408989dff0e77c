import ArgumentParser
import Foundation
import LNQData
import LNQToolchain
import LNQStudies

/// `lnq data fetch`: a public dataset is downloaded, checked and imported.
struct DataFetchVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download a public dataset and import it.",
    discussion: """
      curl downloads it. A transfer that breaks off is taken up where it ended, also by the next command. What arrives is \
      compared with the SHA-256 that is published, if there is one (MNIST), and with the known number of rows, features and \
      classes; a file that does not fit is removed, and never taken for the dataset. The download is removed when it is imported.
      """)

  @Argument(help: "jsc-openml, jsc-cernbox or mnist.")
  var name: PublicDataset

  @Option(
    help: ArgumentHelp(
      "Another address: of OpenML's description of the dataset, of the CERNBox file, or of the folder with MNIST's files.",
      valueName: "url"))
  var from: String?

  @Option(help: ArgumentHelp("How many seconds without a byte end a transfer.", valueName: "seconds"))
  var stallLimit = 30

  @Option(help: ArgumentHelp("How many transfers are begun at most for a file.", valueName: "n"))
  var attempts = 5

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func validate() throws {
    guard (1...86_400).contains(stallLimit) else {
      throw ValidationError("--stall-limit \(stallLimit): choose 1 to 86400")
    }
    guard (1...1000).contains(attempts) else { throw ValidationError("--attempts \(attempts): choose 1 to 1000") }
  }

  func execute(_ invocation: Invocation) throws {
    let cache = try data.cache(invocation.environment)
    if cache.contains(name.rawValue) {
      try invocation.console.print(DatasetReport(cache.manifest(name.rawValue), in: cache), asJSON: json)
      return
    }
    #if !HDF5
      if name == .jscCERNBox { throw DatasetError.needsHDF5(path: name.address) }
    #endif
    let folder = cache.folder + "/.downloads/" + name.rawValue
    let lock = try FolderLock(folder, observer: invocation.console)
    defer { lock.release() }
    let tools = ToolSearch(environment: invocation.environment)
    let (path, address) = try download(into: folder, tools: tools, console: invocation.console)
    let table = try checked(RowsFile(path: path, options: ReadOptions()).table(), from: address, at: path)
    let manifest = try cache.add(
      table.renamed(name.rawValue, provenance: table.provenance),
      source: .init(address: address, sha256: table.provenance.sha256))
    try? FileManager.default.removeItem(atPath: folder)
    try invocation.console.print(DatasetReport(manifest, in: cache), asJSON: json)
  }

  /// Fetches all files. Gives the path to import and the address that it came from.
  private func download(into folder: String, tools: ToolSearch, console: Console) throws -> (String, String) {
    let address = from ?? name.address
    for file in name.files {
      let base = file.path.isEmpty || address.hasSuffix("/") ? address : address + "/"
      try fetch(base + file.path, to: folder + "/" + file.name, file, tools: tools, console: console)
    }
    switch name {
    case .mnist: return (folder, address)
    case .jscCERNBox: return (folder + "/" + name.files[0].name, address)
    case .jscOpenML:
      let description = folder + "/" + name.files[0].name
      // A description is small and may have changed: it is fetched anew each time.
      defer { try? FileManager.default.removeItem(atPath: description) }
      let url = try PublicDataset.openMLFile(describedIn: description)
      let path = folder + "/hls4ml_lhc_jets_hlf.arff"
      try fetch(url, to: path, nil, tools: tools, console: console)
      return (path, url)
    }
  }

  /// Fetches a file unless the right one is there already, and compares it with what is known of it.
  private func fetch(
    _ url: String, to path: String, _ known: PublicDataset.File?, tools: ToolSearch, console: Console
  ) throws {
    if known?.unpackedSHA256 != nil, FileManager.default.fileExists(atPath: path), try problem(of: path, known) == nil {
      return
    }
    let file = URL(fileURLWithPath: path)
    let download = Download(
      url, to: file, byteLimit: known?.byteLimit ?? PublicDataset.tableByteLimit,
      patience: .init(stall: .seconds(stallLimit), attempts: attempts, pause: .seconds(1)))
    var progress = ProgressLine(on: console)
    defer { progress.clear() }
    // What an earlier command left may belong to an older file: one more transfer from the beginning decides.
    for _ in 0..<2 {
      let wasResumed = try download.run(with: tools) { received, total in
        progress.update(
          file.lastPathComponent, done: total.map { Double(received) / Double(max(1, $0)) } ?? 0,
          facts: Self.megabytes(received) + (total.map { " of " + Self.megabytes($0) } ?? ""))
      }
      guard let problem = try problem(of: path, known) else { return }
      try? FileManager.default.removeItem(atPath: path)
      if !wasResumed {
        throw CommandError.input("\(url) is not the file of \(name.rawValue): \(problem); it was removed")
      }
    }
    throw CommandError.input("\(url) is not the file of \(name.rawValue); it was removed")
  }

  /// Why the file is not the one that was published; nil when it is, or when nothing was published.
  private func problem(of path: String, _ known: PublicDataset.File?) throws -> String? {
    do throws(DatasetError) {
      return try known?.mismatch(of: path)
    } catch {
      // A file that cannot even be unpacked is a wrong one.
      if case .unreadable = error { throw error }
      return error.description
    }
  }

  /// The table, if it is the dataset as far as its size and its classes show.
  private func checked(_ table: RawTable, from address: String, at path: String) throws -> RawTable {
    guard let difference = name.difference(from: table) else { return table }
    try? FileManager.default.removeItem(atPath: path)
    throw CommandError.input("\(address) has \(difference): it is another dataset; it was removed")
  }

  private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}

extension PublicDataset: ExpressibleByArgument {
  /// What a table has that this dataset has not; nil when size and classes are the same.
  func difference(from table: RawTable) -> String? {
    let comparisons = [
      (table.count == rowCount, NumberText.count(table.count) + " rows", NumberText.count(rowCount)),
      (table.featureCount == featureCount, "\(table.featureCount) features", "\(featureCount)"),
      (
        table.classNames == classNames, "the classes " + table.classNames.joined(separator: " "),
        classNames.joined(separator: " ")
      ),
    ]
    for (isSame, found, known) in comparisons where !isSame { return "\(found), and \(rawValue) has \(known)" }
    return nil
  }
}
