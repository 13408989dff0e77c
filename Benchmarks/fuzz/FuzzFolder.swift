import Foundation
import LNQCommand
import LNQData
import LNQStudies
import LNQTables

/// A folder with intact files of every kind, made by the verbs themselves.
struct FuzzFolder {
  static let quantizedModel = """
    BatchNorm1d(16)
    QuantIdentity(bits=2)
    Linear(16, 12, fan_in=3)
    BatchNorm1d(12)
    QuantReLU(bits=2)
    Linear(12, 5, fan_in=3)
    BatchNorm1d(5)
    QuantHardTanh(bits=4)

    """
  static let convolution = """
    Unflatten(1, (1, 16))
    Conv1d(1, 2, 3, padding=1)
    BatchNorm1d(2)
    ReLU()
    Residual(Dropout(0.1), ReLU())
    Flatten()
    Linear(32, 5)

    """
  static let failure = "{\n  \"exitCode\" : 1,\n  \"message\" : \"training diverged\"\n}\n"
  /// Files of the cache, with the names of their datasets: one of 32-bit floats, one of 64-bit floats.
  static let datasetFiles =
    ["dataset.json", "checksums.json", "features.f32", "labels.i32"].map { ("small", $0) } + [("wide", "features.rest")]
  /// Rows to train a few steps on.
  static let dataset = Dataset.jscSynth(rowCount: 300)

  let path: String
  /// Names of runs that were trained to their end and quantized; each has a twin `<name>-stopped`.
  let runs = ["t", "q", "r"]
  let studies = ["sweep", "search"]

  /// Makes the files, unless they are there.
  ///
  /// - Parameter program: the path of `lnq`, which studies start.
  init(_ path: String, program: String) throws {
    self.path = path
    guard !FileManager.default.fileExists(atPath: path + "/ready") else { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in [("q", Self.quantizedModel), ("r", Self.convolution)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name).model"))
    }
    func lnq(_ words: [String], stopRequests: StopRequests = .never) throws {
      let outcome = LNQ.execute(
        words, environment: ProcessInfo.processInfo.environment,
        on: Console(out: { _ in }, err: { FileHandle.standardError.write(Data($0.utf8)) }, showsProgress: false),
        stopRequests: stopRequests, program: program)
      guard outcome == .done || outcome == .interrupted else { throw FuzzError.setUp(words.joined(separator: " ")) }
    }
    let few = ["--rows", "2000", "--max-epochs", "3", "--learning-rate", "1e-2", "--log-every-n-steps", "5"]
    let place = ["--project-dir", path]
    for (run, model) in zip(runs, ["jsc-tiny", path + "/q.model", path + "/r.model"]) {
      try lnq(["train", model] + few + place + ["--project", run])
      let bits = run == "r" ? ["--input-bits", "3", "--activation-bits", "3"] : []
      try lnq(["quantize", self.path(of: run)] + bits + place)
      try lnq(["emit-verilog", self.path(of: run)] + place)
      try lnq(
        ["train", model] + few + place + ["--project", run + "-stopped"],
        stopRequests: StopRequests { StopAfter(questions: 25) })
    }
    try lnq(["simulate", self.path(of: "q"), "--random-vectors", "5", "--spelling", "packed"] + place)
    try lnq(["synthesize", self.path(of: "q")] + place)
    try lnq(["prove", self.path(of: "q")] + place)
    let study = ["--rows", "2000", "--jobs", "1"] + place
    try lnq(["sweep", "jsc-tiny", "--max-epochs", "1,2", "--project", "sweep"] + study)
    try lnq(
      [
        "search", path + "/q.model", "--max-epochs", "1", "--learning-rate", "1e-3..1e-1", "--activation-bits", "1..3",
        "--objective", "accuracy,luts", "--trials", "2", "--project", "search",
      ] + study)
    for (name, parts) in [("small", 4.0), ("wide", 10)] {
      var text = "x,y,class\n"
      for row in 0..<60 { text += "\(row % 7),\(Double(row % 5) / parts),\(row % 3 == 0 ? "a" : "b")\n" }
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name).csv"))
      try lnq(["data", "import", "\(path)/\(name).csv", "--name", name, "--data-dir", path + "/cache"])
    }
    try Data().write(to: URL(fileURLWithPath: path + "/ready"))
  }

  func path(of run: String) -> String { "\(path)/\(run)" }

  func has(_ run: String, _ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(run)/\(file)") }

  func bytes(_ run: String, _ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(run)/\(file)")))
  }

  func tables(of run: String) throws -> TableNetwork {
    try JSONText.decode(TableNetwork.self, from: Data(bytes(run, "hardware/tables.json")))
  }

  /// What `emit-verilog` wrote for programs.
  func interface(of run: String) throws -> [UInt8] {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(run)/hardware/rtl")
    guard let name = names.first(where: { $0.hasSuffix(".json") && !$0.hasSuffix(Checksums.fileName) }) else {
      throw FuzzError.setUp("no interface of \(run)")
    }
    return try bytes(run, "hardware/rtl/\(name)")
  }

  /// The first trial of a study.
  func trial(of study: String) throws -> String {
    let manifest = try StudyDirectory(path: path(of: study)).manifest()
    guard let trial = manifest.trials.first else { throw FuzzError.setUp("no trial of \(study)") }
    return trial.name
  }

  /// A copy of a run, a study or the cache of which `file` will be changed again and again.
  ///
  /// - Parameter other: what is not there in the copy.
  func copy(of name: String, changing file: String, insteadOf other: String? = nil) throws -> FuzzCopy {
    let copy = "\(path)/copies/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: "\(path)/copies", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: self.path(of: name), toPath: copy)
    if let other { try FileManager.default.removeItem(atPath: "\(copy)/\(other)") }
    if !FileManager.default.fileExists(atPath: "\(copy)/\(file)") {
      try Data(Self.failure.utf8).write(to: URL(fileURLWithPath: "\(copy)/\(file)"))
    }
    return try FuzzCopy(path: copy, file: file)
  }
}

enum FuzzError: Error {
  /// What could not be made.
  case setUp(String)
}

/// Asks to stop after it was asked so often.
private final class StopAfter: StopListener {
  private var questions: Int

  init(questions: Int) { self.questions = questions }

  var isStopRequested: Bool {
    questions -= 1
    return questions < 0
  }
}
