import Foundation
import LNQHardware
import LNQMapping
import LNQToolchain

/// What ABC says of the pieces of a circuit.
///
/// Each piece is compared as a function of the cut points before it, many in one process; where that is not possible, or gives a
/// difference that lnq does not see, as a function of the circuit's inputs.
struct PieceOpinions {
  /// Of each piece; undecided where ABC was not asked.
  private(set) var verdicts: [EquivalenceCheck.Verdict]
  /// For pieces that are wrong as functions of the circuit's inputs, codes of those.
  private(set) var samples: [Int: [Int]] = [:]
  /// ABC, where it is installed.
  let check: EquivalenceCheck?
  /// For the report.
  private(set) var summary: ProofReport.SecondOpinion

  init(_ subject: ProofSubject, in work: URL, tools: ToolSearch, timeLimit: Duration) throws {
    let start = ContinuousClock.now
    let comparison = subject.comparison
    verdicts = Array(repeating: .undecided, count: comparison.pieces.count)
    let check: EquivalenceCheck?
    do throws(ToolchainError) {
      check = try EquivalenceCheck(in: work.appending(path: "abc"), tools: tools)
    } catch {
      guard case .toolMissing = error else { throw error }
      self.check = nil
      summary = .init(outcome: .notRun, why: "\(error)", tool: nil, agreed: 0, undecided: [], seconds: 0)
      return
    }
    self.check = check
    let jobs = ProcessInfo.processInfo.activeProcessorCount
    var verdicts = verdicts
    func ask(_ indices: [Int], _ models: (CutComparison.Piece) throws -> BLIFPair?) throws {
      let left = timeLimit - start.duration(to: .now)
      guard left > .zero else { return }
      var (asked, pairs) = ([Int](), [BLIFPair]())
      for index in indices {
        guard let models = try models(comparison.pieces[index]) else { continue }
        asked.append(index)
        pairs.append(models)
      }
      guard !pairs.isEmpty else { return }
      let found = try check?.verdicts(on: pairs, pairLimit: left, timeLimit: left, jobs: jobs) ?? []
      for (index, verdict) in zip(asked, found) { verdicts[index] = verdict }
    }
    try ask(Array(comparison.pieces.indices)) { try comparison.models(of: $0) }
    // A difference between cut points that depend on each other may be one that cannot occur.
    let doubtful = comparison.pieces.indices.filter { index in
      let isWrong = if case .different = verdicts[index] { true } else { false }
      return switch subject.evidence[index] {
      case .rows, .steps, .register, .dissolved: isWrong
      case .different(let difference): isWrong && difference.codes.isEmpty
      case .open:
        verdicts[index] != .equal
          && comparison.pieces[index].inputs.contains { $0 >= subject.netlist.firstCellWire }
      }
    }
    for index in doubtful { verdicts[index] = .undecided }
    try ask(doubtful) { try comparison.wholeModels(of: $0) }
    var samples: [Int: [Int]] = [:]
    for index in doubtful {
      if case .different(_, let inputs) = verdicts[index] {
        samples[index] = comparison.inputCodes(whenPinsAre: inputs)
      }
    }
    self.verdicts = verdicts
    self.samples = samples
    summary = Self.summary(subject, verdicts, check?.version, start.duration(to: .now), timeLimit)
  }

  private static func summary(
    _ subject: ProofSubject, _ verdicts: [EquivalenceCheck.Verdict], _ version: String?, _ time: Duration,
    _ timeLimit: Duration
  ) -> ProofReport.SecondOpinion {
    var (agreed, undecided, differing) = (0, [String](), [String]())
    for (piece, (evidence, verdict)) in zip(subject.comparison.pieces, zip(subject.evidence, verdicts)) {
      let place = subject.comparison.place(of: piece)
      switch (evidence, verdict) {
      case (_, .undecided): undecided.append(place)
      case (.different, .different), (.open, _), (.rows, .equal), (.steps, .equal), (.register, .equal),
        (.dissolved, .equal):
        agreed += 1
      case (.different, .equal): differing.append("\(place) is right by ABC and wrong by lnq")
      case (.rows, .different), (.steps, .different), (.register, .different), (.dissolved, .different):
        differing.append("\(place) is wrong by ABC and right by lnq")
      }
    }
    let limit = "not decided within \(timeLimit.components.seconds) s: \(undecided.prefix(3).joined(separator: ", "))"
    let more = undecided.count > 3 ? " and \(undecided.count - 3) more" : ""
    return .init(
      outcome: !differing.isEmpty ? .differs : undecided.isEmpty ? .agreed : .undecided,
      why: differing.first ?? (undecided.isEmpty ? nil : limit + more), tool: version, agreed: agreed,
      undecided: undecided, seconds: time.inSeconds)
  }
}
