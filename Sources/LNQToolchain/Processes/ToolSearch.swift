import Foundation

/// Where programs are looked for, and the environment that they get.
///
/// This module does not read the process's environment: the caller passes it in.
public struct ToolSearch: Sendable, Hashable {
  /// Folders separated by colons, searched in order. Empty parts are skipped.
  public let path: String
  /// Paths of programs that are not searched for, by the program's name.
  public let overrides: [String: String]
  /// The environment of the programs; `PATH` is replaced by `path`.
  public let environment: [String: String]

  /// Puts the parts together.
  public init(path: String, overrides: [String: String] = [:], environment: [String: String] = [:]) {
    self.path = path
    self.overrides = overrides
    self.environment = environment
  }

  /// Takes `PATH` and the overrides `LNQ_VERILATOR`, `LNQ_IVERILOG`, ... (where they are not empty) from an environment.
  public init(environment: [String: String]) {
    var overrides: [String: String] = [:]
    for program in Program.allCases {
      if let path = environment[program.environmentVariable], !path.isEmpty { overrides[program.rawValue] = path }
    }
    self.init(path: environment["PATH"] ?? "", overrides: overrides, environment: environment)
  }

  /// Finds a program.
  ///
  /// - Throws: `ToolchainError.toolMissing` when no folder of `path` has it, `.notExecutable` when an override leads
  ///   nowhere.
  public func find(_ program: Program) throws(ToolchainError) -> ExternalTool {
    if let override = overrides[program.rawValue] {
      guard Self.isProgram(override) else { throw .notExecutable(program, path: override) }
      return tool(program, at: override)
    }
    for name in program.names {
      for folder in path.split(separator: ":") {
        let candidate = "\(folder)/\(name)"
        if Self.isProgram(candidate) { return tool(program, at: candidate) }
      }
    }
    throw .toolMissing(program)
  }

  /// The first line that a program prints about its version: `Verilator 5.006 2023-01-22 ...`.
  ///
  /// - Parameter folder: where the log of that is written; made when it does not exist.
  /// - Throws: what `find` and `ExternalTool.run` throw, `ToolchainError.malformedOutput` when nothing was printed.
  public func version(of program: Program, in folder: URL) throws(ToolchainError) -> String {
    let tool = try find(program)
    try WorkFiles.create(folder)
    let log = folder.appendingPathComponent("\(program.rawValue).version.log")
    try tool.run([program.versionOption], in: folder, log: log, limits: .init(time: .seconds(60)))
    guard let line = WorkFiles.text(of: log).split(whereSeparator: \.isNewline).first else {
      throw .malformedOutput(program.rawValue, problem: "it printed no version", file: log.path)
    }
    return String(line)
  }

  private func tool(_ program: Program, at path: String) -> ExternalTool {
    // Absolute, because it will be started from another folder.
    ExternalTool(name: program.rawValue, path: URL(fileURLWithPath: path).path, environment: childEnvironment)
  }

  /// What a program inherits: without the variables by which an outer `make` would steer the inner one.
  private var childEnvironment: [String: String] {
    var result = environment
    for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "GNUMAKEFLAGS"] { result[name] = nil }
    result["PATH"] = path
    return result
  }

  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }
}
