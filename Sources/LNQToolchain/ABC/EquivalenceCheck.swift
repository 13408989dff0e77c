import Foundation
import LNQHardware

/// ABC's opinion whether pairs of logic networks compute the same.
public struct EquivalenceCheck: Sendable {
  /// What came out for a pair.
  public enum Verdict: Sendable, Hashable {
    /// Both are the same for all inputs.
    case equal
    /// An output, by its number, is another one for these values of inputs, by name; what is left out does not matter.
    case different(output: Int, inputs: [String: Bool])
    /// The time was over before, or ABC crashed.
    case undecided
  }

  private let program: ExternalTool
  private let folder: URL
  /// `UC Berkeley, ABC 1.01`.
  public let version: String

  /// Finds ABC.
  ///
  /// - Parameter folder: where models, scripts and logs are written; made when it does not exist.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed`, `.cannotWrite`.
  public init(in folder: URL, tools: ToolSearch) throws(ToolchainError) {
    program = try tools.find(.abc)
    self.folder = folder
    let line = try tools.version(of: .abc, in: folder)
    version = line.split(separator: "(").first.map { $0.trimmingCharacters(in: .whitespaces) } ?? line
  }

  /// Checks pairs, many in one process and several processes side by side, small ones first.
  ///
  /// - Parameters:
  ///   - pairLimit: about how long one pair may take.
  ///   - timeLimit: when to end with what is decided.
  ///   - jobs: how many processes run at a time.
  /// - Returns: a verdict for each pair, in order.
  /// - Throws: `ToolchainError.toolFailed`, `.malformedOutput` when ABC cannot read a model, `.cannotWrite`.
  public func verdicts(
    on pairs: [BLIFPair], pairLimit: Duration, timeLimit: Duration, jobs: Int
  ) throws(ToolchainError) -> [Verdict] {
    let order = pairs.indices.sorted { (pairs[$0].size, $0) < (pairs[$1].size, $1) }
    let count = max(1, min(jobs, pairs.count))
    let groups = (0..<count).map { group in order.enumerated().filter { $0.offset % count == group }.map(\.element) }
    let end = ContinuousClock.now + timeLimit
    try ParallelSteps.run(count: count, jobs: count) { group throws(ToolchainError) in
      try run(groups[group].map { ($0, pairs[$0]) }, group: group, pairLimit, until: end)
    }
    var verdicts = [Verdict](repeating: .undecided, count: pairs.count)
    for group in groups.indices {
      for (pair, verdict) in try Self.verdicts(in: log(group)) { verdicts[pair] = verdict }
    }
    return verdicts
  }

  private func log(_ group: Int) -> URL { folder.appendingPathComponent("cec\(group).log") }

  /// Runs ABC over pairs. A pair at which it crashes stays undecided, and another process goes on with those behind.
  private func run(
    _ pairs: [(number: Int, pair: BLIFPair)], group: Int, _ pairLimit: Duration, until end: ContinuousClock.Instant
  ) throws(ToolchainError) {
    var (rest, text) = (pairs[...], "")
    let file = "cec\(group).script"
    while !rest.isEmpty, ContinuousClock.now < end {
      try WorkFiles.write(
        Data(try script(Array(rest), pairLimit).utf8), to: folder.appendingPathComponent(file))
      var crash: ToolchainError?
      do throws(ToolchainError) {
        let left = ContinuousClock.now.duration(to: end)
        try program.run(["-s", "-f", file], in: folder, log: log(group), limits: ToolLimits(time: left))
      } catch {
        switch error {
        case .timedOut: break  // What is in the log by then counts.
        case .toolFailed: crash = error
        default: throw error
        }
      }
      let own = WorkFiles.text(of: log(group))
      text += own
      guard let crash else { break }
      // An error of ABC's own is said in the log; what comes to no pair is not the pair's fault.
      let last = own.split(whereSeparator: \.isNewline).last { $0.hasPrefix(Self.mark) }.flatMap(Self.number)
      guard let last, !own.contains(Self.commandError) else { throw crash }
      rest = rest.drop { $0.number != last }.dropFirst()
    }
    try WorkFiles.write(Data(text.utf8), to: log(group))
  }

  /// Writes the models of pairs, and gives what ABC is to do with them.
  private func script(
    _ pairs: [(number: Int, pair: BLIFPair)], _ pairLimit: Duration
  ) throws(ToolchainError) -> String {
    var script = ""
    for (number, pair) in pairs {
      let miter = Miter(pair)
      try WorkFiles.write(Data(miter.difference.utf8), to: folder.appendingPathComponent("\(number).blif"))
      try WorkFiles.write(Data(miter.nothing.utf8), to: folder.appendingPathComponent("\(number)_zero.blif"))
      // A function of few inputs is compared in a moment when it is a decision diagram first.
      let isSmall = miter.inputCount <= 20
      script += """
        echo \(Self.mark)\(number)
        \(isSmall ? "read_blif \(number).blif; collapse; cec" : "cec") -T \(max(1, pairLimit.components.seconds)) \
        -C 1000000000 \(isSmall ? "" : "\(number).blif ")\(number)_zero.blif

        """
    }
    return script
  }

  private static let mark = "lnq-pair-"
  private static let commandError = "** cmd error"

  /// The number of the pair that a line announces.
  private static func number(_ line: Substring) -> Int? {
    Int(line.dropFirst(mark.count).trimmingCharacters(in: .whitespaces))
  }

  /// What a log says, pair by pair; a pair that it was ended at is left out.
  private static func verdicts(in log: URL) throws(ToolchainError) -> [(Int, Verdict)] {
    var verdicts: [(Int, Verdict)] = []
    var pair: Int?
    var output: Int?
    for line in WorkFiles.text(of: log).split(whereSeparator: \.isNewline) {
      if line.contains(commandError) {
        throw .malformedOutput(
          "abc", problem: "it ended with an error at pair \(pair.map(String.init) ?? "")", file: log.path)
      }
      if line.hasPrefix(mark) {
        (pair, output) = (number(line), nil)
      } else if let number = pair {
        if line.hasPrefix("Networks are equivalent") {
          verdicts.append((number, .equal))
        } else if line.hasPrefix("Networks are UNDECIDED") {
          verdicts.append((number, .undecided))
        } else if line.hasPrefix("Output o"), output == nil {
          output = Int(line.dropFirst("Output o".count).prefix { $0.isNumber })
        } else if line.hasPrefix("Input pattern:"), let output {
          let words = line.dropFirst("Input pattern:".count).split(separator: " ")
          let values = words.compactMap { word -> (String, Bool)? in
            let parts = word.split(separator: "=")
            return parts.count == 2 ? (String(parts[0]), parts[1] == "1") : nil
          }
          verdicts.append((number, .different(output: output, inputs: Dictionary(values) { first, _ in first })))
          pair = nil
        }
      }
    }
    return verdicts
  }
}

/// The difference of both models of a pair, and what it should be. Of a difference ABC names the inputs of its first network alone: here
/// that has all inputs.
private struct Miter {
  let inputCount: Int
  /// Both models, and one whose outputs are 1 where theirs differ.
  let difference: String
  /// A model whose outputs are 0.
  let nothing: String

  init(_ pair: BLIFPair) {
    func names(_ line: Int) -> [String] {
      let lines = pair.expected.split(separator: "\n", maxSplits: line + 1, omittingEmptySubsequences: false)
      return lines.count > line ? lines[line].split(separator: " ").dropFirst().map(String.init) : []
    }
    let (inputs, outputs) = (names(1), names(2))
    inputCount = inputs.count
    let header = ".inputs \(inputs.joined(separator: " "))\n.outputs \(outputs.joined(separator: " "))\n"
    var text = ".model difference\n" + header
    for model in ["expected", "own"] {
      let pins = inputs.map { " \($0)=\($0)" } + outputs.map { " \($0)=\(model)_\($0)" }
      text += ".subckt \(model)\(pins.joined())\n"
    }
    for output in outputs { text += ".names expected_\(output) own_\(output) \(output)\n10 1\n01 1\n" }
    func renamed(_ model: String, _ name: String) -> String {
      ".model \(name)\n" + (model.split(separator: "\n", maxSplits: 1).dropFirst().first ?? "")
    }
    difference = text + ".end\n" + renamed(pair.expected, "expected") + renamed(pair.own, "own")
    nothing = ".model nothing\n" + header + outputs.map { ".names \($0)\n" }.joined() + ".end\n"
  }
}

extension BLIFPair {
  /// About how hard the pair is.
  fileprivate var size: Int { expected.utf8.count + own.utf8.count }
}
