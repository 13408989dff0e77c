import Foundation
import LNQData

/// A file of a run, or of a study, that verbs read: where it is, what it is made from, and how it is made again.
///
/// Its SHA-256 and those of its sources stand in `checksums.json`: in `hardware/` for what is there, else in the folder of the run or
/// the study. A new file is one line below.
package struct RunFile: Hashable, Sendable {
  /// Below the folder of the run or the study.
  let path: String
  /// What it is made from: it is stale when one of them is another one than it was then.
  let sources: [RunFile]
  /// The verb that makes it; nil for the files of studies, which are not made again one by one.
  let verb: String?
  /// What it is on the disk.
  let kind: Kind

  enum Kind {
    case file
    /// A file to whose end rows are added.
    case growing
    /// A folder that is replaced as a whole.
    case folder
  }

  private init(_ path: String, madeFrom sources: [RunFile] = [], by verb: String?, kind: Kind = .file) {
    self.path = path
    self.sources = sources
    self.verb = verb
    self.kind = kind
  }

  /// What was run, on what, and with which results.
  static let manifest = RunFile("run.json", by: "train")
  /// The parameters of the epoch with the lowest validation loss. They name the rows themselves.
  static let best = RunFile("software/training_ckpts/best.safetensors", by: "train")
  /// The parameters after the last epoch.
  static let last = RunFile("software/training_ckpts/last.safetensors", by: "train")
  /// What it takes to go on with a run that is not over; it goes when the run is.
  static let state = RunFile("software/training_ckpts/resume.safetensors", by: "train")
  /// One row an epoch.
  static let metrics = RunFile("software/metrics.csv", by: "train")
  /// One row every n-th step.
  static let steps = RunFile("software/steps.csv", by: "train", kind: .growing)
  /// Signal against background, class by class.
  static let receiverCurves = RunFile("software/roc.csv", madeFrom: [.best], by: "train")
  /// The integer network.
  static let tables = RunFile("hardware/tables.json", madeFrom: [.best], by: "quantize")
  /// How the integer network was made, and how accurate it is.
  static let quantization = RunFile("hardware/quantization.json", madeFrom: [.tables], by: "quantize")
  /// Which codes the validation rows make.
  static let codes = RunFile("hardware/codes.json", madeFrom: [.tables], by: "quantize")
  /// The Verilog files.
  static let rtl = RunFile("hardware/rtl", madeFrom: [.tables], by: "emit-verilog", kind: .folder)
  /// The newest simulation's findings.
  static let simulation = RunFile("hardware/simulation.json", madeFrom: [.tables], by: "simulate")
  /// The newest mapping into LUTs, and its proof.
  static let synthesis = RunFile("hardware/synthesis.json", madeFrom: [.tables], by: "synthesize")
  /// The newest proof's findings.
  static let proof = RunFile("hardware/proof.json", madeFrom: [.tables], by: "prove")

  /// What is studied, and its trials.
  static let study = ofStudy("study.json")

  /// A file of a study.
  static func ofStudy(_ path: String) -> RunFile { RunFile(path, by: nil) }

  /// What `train` writes.
  static let ofTraining: [RunFile] = [.manifest, .best, .last, .state, .metrics, .steps, .receiverCurves]

  /// What reports and comparisons read.
  static let ofFindings: [RunFile] = [
    .manifest, .metrics, .steps, .receiverCurves, .tables, .quantization, .codes, .simulation, .synthesis,
    .proof,
  ]

  /// The checkpoint of a run that lies at `path`; nil for any other file.
  static func checkpoint(at path: String) -> (run: RunDirectory, file: RunFile)? {
    let absolute = URL(fileURLWithPath: path).path
    for file in [best, last] where absolute.hasSuffix("/" + file.path) {
      if let run = try? RunDirectory(path: String(absolute.dropLast(file.path.count + 1))) { return (run, file) }
    }
    return nil
  }

  /// Whether the list in `hardware/` has it.
  var isHardware: Bool { path.hasPrefix("hardware/") }

  /// The end of a sentence that says that it cannot be used: how to get another one.
  func remedy(in run: RunDirectory) -> String {
    guard let verb else {
      return
        "begin the study anew under another name (--project), or remove \(run.path)/\(Checksums.fileName) to take its files as "
        + "they are"
    }
    return verb == "train"
      ? "train again, or remove \(run.path)/\(Checksums.fileName) to take the files of the run as they are"
      : "make it again with: lnq \(verb) \(run.path)"
  }
}
