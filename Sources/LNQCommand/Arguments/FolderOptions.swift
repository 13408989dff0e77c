import ArgumentParser
import LNQData
import LNQStudies
import LNQText

/// Where the verbs find runs, and how they print.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the runs.", valueName: "dir"))
  var projectDir = RunDirectory.standardProjectFolder

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "Show no progress on standard error.")
  var quiet = false

  /// Whether a command line asks for no progress: the console is chosen before its verb is known.
  static func isQuiet(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains { word in
      word == "--quiet"
        || word.hasPrefix("-") && !word.hasPrefix("--") && word.contains("q") && word.allSatisfy { !$0.isNumber }
    }
  }

  /// File systems take 255 bytes, and a number may follow.
  private static let projectByteLimit = 220

  /// Whether a folder in that of the runs can have this name.
  ///
  /// - Throws: `ValidationError`.
  func check(project: String?) throws {
    if let project, !FileName.isName(project, byteLimit: Self.projectByteLimit) {
      throw ValidationError(
        "--project \(project): a name has letters, digits, '.', '_' and '-' only, a letter or digit at its beginning, and at "
          + "most \(Self.projectByteLimit) bytes; \(FileName.make(of: project)) is one")
    }
  }
}

/// Where the verbs find imported datasets.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the imported datasets; lnq/data in the user's cache folder unless given.", valueName: "dir"),
    completion: .directory)
  var dataDir: String?

  /// The cache: what the option names, else `$XDG_CACHE_HOME/lnq/data`, else that of the system's usual cache folder.
  ///
  /// - Throws: `CommandError.usage` when nothing says where the user's files are.
  func cache(_ environment: [String: String]) throws -> DatasetCache {
    try Self.cache(dataDir, environment)
  }

  /// The same of the folder that the option names; nil without it.
  static func cache(_ dataDir: String?, _ environment: [String: String]) throws -> DatasetCache {
    if let dataDir { return DatasetCache(folder: dataDir) }
    guard let folder = UserCache.folder(environment) else {
      throw CommandError.usage(
        "the folder of the imported datasets is not known, since neither HOME nor XDG_CACHE_HOME is set; name one with --data-dir"
      )
    }
    return DatasetCache(folder: folder + "/data")
  }
}

extension Invocation {
  /// Where generated rows are kept; nil when nothing says where the user's files are.
  var keptRows: KeptRows? { UserCache.folder(environment).map { KeptRows(folder: $0 + "/rows") } }

  /// The run that a MODEL on the command line means.
  ///
  /// - Throws: what `TrainedRun.init` and `ModelArgument.init` throw.
  func trainedRun(_ model: String, in run: RunOptions) throws -> TrainedRun {
    try TrainedRun(ModelArgument(text: model), in: run.projectDir, kept: keptRows, observer: console)
  }
}

/// Where lnq keeps what it can get again.
enum UserCache {
  /// `$XDG_CACHE_HOME/lnq`, else that of the system's usual cache folder; nil when nothing says where the user's files are.
  static func folder(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/lnq" }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    #if os(macOS)
      return home + "/Library/Caches/lnq"
    #else
      return home + "/.cache/lnq"
    #endif
  }
}
