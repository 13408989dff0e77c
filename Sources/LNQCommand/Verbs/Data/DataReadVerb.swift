import ArgumentParser
import Foundation
import LNQData
import LNQStudies

/// `lnq data read-hdf5`: what `RowsFile` starts to read an HDF5 file. Not for people.
struct DataReadVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "read-hdf5", abstract: "Read an HDF5 file into a folder for another lnq.", shouldDisplay: false)

  @Argument(help: "The file.")
  var file: String

  @Argument(help: "The folder.")
  var folder: String

  @Option(help: "What the user said about the file, as JSON.")
  var options: String

  func execute(_ invocation: Invocation) throws {
    guard let options = try? JSONText.decode(ReadOptions.self, from: Data(options.utf8)) else {
      throw CommandError.usage("--options is not what lnq writes")
    }
    try RawTable.file(path: file, options: options).write(toFolder: folder)
  }
}
