import Foundation
import LNQHardware

/// Verilog files in a folder, and what their top module promises: one form of a design that can be simulated.
public struct VerilogSources: Sendable, Hashable {
  /// Which form it is, for people: `packed tables, no registers`. Log files are named after it.
  public let label: String
  /// The folder of the files.
  public let folder: URL
  /// The names of the files, sorted.
  public let names: [String]
  /// The ports and the latency of the top module.
  public let interface: HardwareInterface

  /// Takes the files of a folder as they are: all `*.v` except the testbenches that `VerilogTestbench` writes.
  ///
  /// - Throws: `ToolchainError.cannotRead` or `.noVerilog`.
  public init(folder: URL, interface: HardwareInterface, label: String) throws(ToolchainError) {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw .cannotRead(folder.path)
    }
    let testbenches = VerilogTestbench.fileNames(for: interface)
    let names = entries.filter { $0.hasSuffix(".v") && !$0.hasPrefix(".") && !testbenches.contains($0) }.sorted()
    guard !names.isEmpty else { throw .noVerilog(folder: folder.path) }
    self.label = label
    self.folder = folder.standardizedFileURL
    self.names = names
    self.interface = interface
  }

  /// How many statements there are: semicolons.
  ///
  /// - Throws: `ToolchainError.cannotRead`.
  package var statementCount: Int {
    get throws(ToolchainError) {
      var count = 0
      for name in names {
        count += try WorkFiles.read(folder.appendingPathComponent(name)).count { $0 == UInt8(ascii: ";") }
      }
      return count
    }
  }

  /// Writes the Verilog of `design`, with models of primitives, into a folder of its own, which is made when it does not exist.
  ///
  /// Files that already have the right contents are not touched; other `*.v` files there are not part of the sources.
  ///
  /// - Throws: `ToolchainError.cannotWrite`.
  public init(writing design: VerilogDesign, into folder: URL, label: String) throws(ToolchainError) {
    try WorkFiles.create(folder)
    let testbenches = VerilogTestbench.fileNames(for: design.interface)
    let files = design.sources + design.companions.filter { $0.name.hasSuffix(".v") && !testbenches.contains($0.name) }
    for file in files {
      try WorkFiles.write(Data(file.text.utf8), to: folder.appendingPathComponent(file.name))
    }
    self.label = label
    self.folder = folder.standardizedFileURL
    names = files.map(\.name)
    interface = design.interface
  }

  /// `label` as a part of a C++ or file name: ASCII letters and digits, other runs replaced by `_`.
  var identifier: String {
    var result = ""
    for character in label {
      if character.isASCII && (character.isLetter || character.isNumber) {
        result.append(character)
      } else if result.last != "_" {
        result.append("_")
      }
    }
    return result
  }
}
