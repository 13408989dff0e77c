import Foundation
import LNQData
import LNQFiles
import LNQToolchain

/// A file of rows that a user named.
package struct RowsFile {
  package let path: String
  package let options: ReadOptions
  /// The program that reads HDF5 files for this one; nil to read them here.
  let program: String?

  /// Puts the parts together.
  package init(path: String, options: ReadOptions, program: String? = RowsFile.ownProgram) {
    self.path = path
    self.options = options
    self.program = program
  }

  /// Its table.
  ///
  /// HDF5 files are read by another process of this program: a damaged one can make the HDF5 library crash, and then that
  /// process is lost instead of this one.
  /// - Throws: `DatasetError`; `CommandError.input` with the other process's sentence.
  package func table() throws -> RawTable {
    guard RawTable.needsHDF5Library(path: path), let program else {
      return try RawTable.file(path: path, options: options)
    }
    let work: WorkFolder
    do {
      work = try WorkFolder(in: FileManager.default.temporaryDirectory.path)
    } catch {
      throw RunDirectoryError(error)
    }
    let folder = URL(fileURLWithPath: work.path)
    let reader = ExternalTool(name: "lnq", path: program, environment: [:])
    let words = ["data", "read-hdf5", path, folder.path, "--options", try JSONText.of(options)]
    do {
      try reader.run(words, in: folder, log: folder.appendingPathComponent("log"))
    } catch {
      guard case .toolFailed(_, let how, let lines, _) = error else { throw error }
      if how.hasPrefix("with"), let line = lines.last, line.hasPrefix("lnq: ") {
        throw CommandError.input(String(line.dropFirst(5)))
      }
      throw DatasetError.damaged(
        path: path, problem: "the HDF5 library crashed over it (it ended \(how)): it is damaged")
    }
    return try RawTable(folder: folder.path)
  }

  /// This program; nil when it is another one that lnq is a part of.
  static var ownProgram: String? {
    Bundle.main.executablePath.flatMap { ($0 as NSString).lastPathComponent == "lnq" ? $0 : nil }
  }
}
