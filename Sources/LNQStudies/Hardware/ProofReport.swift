import LNQHardware
import LNQMapping

/// What `lnq prove` found out; also the contents of `hardware/proof.json`.
package struct ProofReport: VerbReport, Codable {
  /// How far a circuit is proved to compute the tables, for every input.
  enum Status: String, Codable {
    /// Every piece is.
    case proved
    /// Some pieces are too wide for rows, and no tool decided them.
    case open
    /// It computes something else, or at another time.
    case different
  }

  /// How many pieces were proved, and how.
  struct Parts: Codable, Equatable {
    let all: Int
    /// For all rows of what they read.
    let byRows: Int
    /// Step by step.
    let bySteps: Int
    /// By ABC alone, since they read too many bits.
    let byABC: Int
    /// Codes that the Verilog does not have by name, so that the pieces behind them are wider.
    let unmatched: Int
  }

  /// A code that has to stand somewhere.
  struct Code: Codable, Equatable {
    let wire: String
    let code: Int
  }

  /// The first piece that is wrong.
  struct Difference: Codable {
    /// `layer1, neuron 3`, or what the registers are wrong about.
    let place: String
    /// The bit, from the lowest; nil where it is not one bit's.
    let output: Int?
    let problem: String
    /// Codes of what the piece reads, for which it is wrong.
    let reads: [Code]
    /// Codes of the design's inputs for which it is wrong; nil where none were found.
    let sample: [Int]?
    /// Where the sample comes from, or why there is none.
    let reached: String
    /// What it should be for the sample, and what the circuit's interpreter gives.
    let expected: Int?
    let got: Int?
    /// Ports that are wrong for the sample: `data_o`, `class_o`.
    let wrongPorts: [String]
    /// What Verilator says of the sample, or why nothing.
    let simulation: String?
  }

  /// What ABC, which shares no code with lnq, says of the same pieces.
  struct SecondOpinion: Codable {
    enum Outcome: String, Codable {
      /// Of each piece the same as lnq.
      case agreed
      /// Of one something else.
      case differs
      /// Of some pieces nothing within the time limit, of the others the same.
      case undecided
      case notRun
    }

    let outcome: Outcome
    /// Why it is not `agreed`.
    let why: String?
    /// `UC Berkeley, ABC 1.01`.
    let tool: String?
    /// Pieces of which it says the same as lnq, or which it proved alone.
    let agreed: Int
    let undecided: [String]
    let seconds: Double

    /// `UC Berkeley, ABC 1.01: agrees`, and why it does not.
    var text: String {
      let opinion =
        switch outcome {
        case .agreed: "agrees"
        case .differs: "DISAGREES"
        case .undecided: "agrees on \(NumberText.counted(agreed, "piece", "pieces"))"
        case .notRun: "not asked"
        }
      return [tool ?? "ABC", opinion, why].compactMap(\.self).joined(separator: ": ")
    }
  }

  let runDirectory: String
  let model: String
  /// The folder of the Verilog files; nil for lnq's own circuit.
  let rtl: String?
  /// `lut6`, …; nil for Verilog files.
  let target: String?
  let latencyCycles: Int
  /// The SHA-256 of `hardware/tables.json`.
  let tablesSHA256: String
  /// The SHA-256 of the circuit's text, or of a listing of the Verilog files' as `sha256sum` prints it.
  let circuitSHA256: String
  /// How many rows of the tables no training row reaches and `--dont-care` filled; nil where all rows are the network's.
  let filledRows: Int?
  /// The formats of raw values, a feature each, where the proof is of the tables behind an encoder for them; nil without one.
  let rawFormats: [String]?
  let status: Status
  let parts: Parts
  /// Pieces that were not proved.
  let open: [String]
  let difference: Difference?
  let secondOpinion: SecondOpinion
  /// Of the whole proof.
  let seconds: Double

  package var summary: Summary {
    var summary = Summary("\(model): \(outcome)")
    let counts = [(parts.byRows, "for every row"), (parts.bySteps, "step by step"), (parts.byABC, "by ABC")]
    let how = counts.filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }.joined(separator: ", ")
    summary.add("pieces", "\(NumberText.count(parts.all))" + (how.isEmpty ? "" : ": \(how)"))
    if parts.unmatched > 0 {
      summary.add(
        "names",
        "\(NumberText.counted(parts.unmatched, "code is", "codes are")) not in the Verilog by name and width: what follows them is "
          + "proved as one piece with them")
    }
    if !open.isEmpty { summary.add("open", Self.list(open)) }
    if let filledRows {
      summary.add(
        "note",
        "the tables are those of --dont-care: \(NumberText.count(filledRows)) rows that few or no training rows reach were filled, and "
          + "the proof is of the filled tables")
    }
    summary.addEncoder(rawFormats)
    summary.add("also", secondOpinion.text)
    summary.add("latency", NumberText.counted(latencyCycles, "clock cycle", "clock cycles"))
    summary.add("time", NumberText.seconds(seconds))
    summary.add("files", rtl.map { "\(runDirectory)\n\($0)" } ?? runDirectory)
    return summary
  }

  private var outcome: String {
    let outcome =
      switch status {
      case .proved: "equal to the tables for every input"
      case .open: "NOT PROVED"
      case .different: "DIFFERENT from the tables"
      }
    return "\(rtl == nil ? "the mapped circuit" : "the Verilog") is \(outcome)"
  }

  /// What a report says of it: `the mapped circuit is equal to the tables for every input (140 pieces; UC Berkeley, ABC 1.01: agrees)`.
  var finding: String {
    "\(outcome) (\(NumberText.counted(parts.all, "piece", "pieces")); \(secondOpinion.text))"
  }

  /// One sentence that names the place of the first difference; nil when there is none.
  package var disagreement: String? {
    guard let difference else {
      guard secondOpinion.outcome == .differs else { return nil }
      return "lnq and ABC disagree: \(secondOpinion.why ?? ""); one of them is wrong"
    }
    let subject = rtl == nil ? "the mapped circuit" : "the Verilog in \(rtl ?? "")"
    var sentence = "\(subject) differs from the tables: \(difference.place): \(difference.problem)"
    if !difference.reads.isEmpty {
      sentence += " where " + Self.list(difference.reads.map { "\($0.wire) is \($0.code)" })
    }
    sentence += difference.reached.isEmpty ? "" : "; \(difference.reached)"
    if let sample = difference.sample, let expected = difference.expected, let got = difference.got {
      let codes = sample.count <= 32 ? sample.map(String.init).joined(separator: " ") : "in proof.json"
      sentence += " (input codes \(codes)): expected \(expected), got \(got)"
      sentence +=
        difference.wrongPorts.isEmpty
        ? ", and the outputs are right nonetheless"
        : ", and \(difference.wrongPorts.joined(separator: " and ")) is wrong"
    }
    if let simulation = difference.simulation { sentence += "; \(simulation)" }
    return sentence + (rtl == nil ? "; this is a fault of lnq" : "")
  }

  /// One sentence about what was not proved; nil when all was.
  package var shortfall: String? {
    guard status == .open else { return nil }
    return "\(NumberText.counted(open.count, "piece was", "pieces were")) not proved: \(Self.list(open)); "
      + (secondOpinion.outcome == .notRun
        ? secondOpinion.why ?? "" : "ABC did not decide within the limit: give it more with --time-limit")
  }

  /// The first of some words.
  private static func list(_ words: [String]) -> String {
    words.prefix(8).joined(separator: ", ") + (words.count > 8 ? " and \(NumberText.count(words.count - 8)) more" : "")
  }
}

extension TabulatedRun {
  /// Writes the findings of a proof of these tables.
  package func write(_ report: ProofReport) throws(RunDirectoryError) {
    try run.directory.write(json: report, to: .proof, madeFrom: [RunFile.tables.path: sha256])
  }

  /// Refuses tables that a proof cannot show to be the network's.
  ///
  /// - Throws: `CommandError.input`.
  package func requireExactTables() throws(CommandError) {
    guard let dontCares = report.dontCares else { return }
    throw .input(
      "\(run.directory.path) was quantized with --dont-care \(dontCares.limit): \(NumberText.count(dontCares.dontCareRows)) of "
        + "\(NumberText.count(dontCares.rows)) rows of its tables are not the network's, so no circuit of them is exact; prove the "
        + "filled tables without --exact, or make exact ones with: lnq quantize \(run.directory.path)")
  }
}
