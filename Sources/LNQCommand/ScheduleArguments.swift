import ArgumentParser
import LNQTraining

/// How the learning rate changes, on a command line. The names are those of PyTorch's schedulers.
struct ScheduleArguments: ParsableArguments {
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case none
    case cosine
    case cosineRestarts = "cosine-restarts"
    case step
    case plateau
  }

  @Option(
    help: ArgumentHelp(
      "How the learning rate changes from epoch to epoch: none, cosine, cosine-restarts, step, or plateau; cosine unless given.",
      valueName: "name"))
  var scheduler: Name?

  @Option(
    help: ArgumentHelp(
      "The smallest learning rate: 1e-6 unless given for cosine and cosine-restarts, 0 for plateau.",
      valueName: "rate"))
  var etaMin: Double?

  @Option(
    help: ArgumentHelp(
      "In how many epochs cosine gets to the smallest rate; in all of them unless given.", valueName: "n"))
  var tMax: Int?

  @Option(help: ArgumentHelp("After how many epochs cosine-restarts begins anew.", valueName: "n"))
  var t0: Int?

  @Option(
    help: ArgumentHelp(
      "How many times as long each period of cosine-restarts is as the one before; 1 unless given.", valueName: "n"))
  var tMult: Int?

  @Option(help: ArgumentHelp("After how many epochs step multiplies the rate.", valueName: "n"))
  var stepSize: Int?

  @Option(
    help: ArgumentHelp("What step and plateau multiply the rate by; 0.1 unless given.", valueName: "factor"))
  var gamma: Double?

  @Option(
    help: ArgumentHelp(
      "How many epochs without a lower validation loss plateau waits for; 10 unless given.", valueName: "n"))
  var schedulerPatience: Int?

  /// Each option that was given, with the schedules that it is for.
  private var uses: [(option: String, schedules: [Name])] {
    let all: [(String, Bool, [Name])] = [
      ("--eta-min", etaMin != nil, [.cosine, .cosineRestarts, .plateau]), ("--t-max", tMax != nil, [.cosine]),
      ("--t0", t0 != nil, [.cosineRestarts]), ("--t-mult", tMult != nil, [.cosineRestarts]),
      ("--step-size", stepSize != nil, [.step]), ("--gamma", gamma != nil, [.step, .plateau]),
      ("--scheduler-patience", schedulerPatience != nil, [.plateau]),
    ]
    return all.filter(\.1).map { ($0.0, $0.2) }
  }

  /// The names of the options that were given.
  var given: [String] { (scheduler == nil ? [] : ["--scheduler"]) + uses.map(\.option) }

  mutating func validate() throws {
    let chosen = scheduler ?? .cosine
    if let (option, schedules) = uses.first(where: { !$0.schedules.contains(chosen) }) {
      let names = schedules.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(option) is for --scheduler \(names), not \(chosen.rawValue)")
    }
    if chosen == .cosineRestarts, t0 == nil {
      throw ValidationError("--scheduler cosine-restarts needs --t0, the number of epochs until it begins anew")
    }
    if chosen == .step, stepSize == nil {
      throw ValidationError("--scheduler step needs --step-size, the number of epochs between two steps")
    }
  }

  /// What they mean, after `validate`.
  var schedule: LearningRateSchedule {
    switch scheduler ?? .cosine {
    case .none: .constant
    case .cosine: .cosineAnnealing(minimum: etaMin ?? 1e-6, period: tMax)
    case .cosineRestarts: .cosineRestarts(minimum: etaMin ?? 1e-6, period: t0 ?? 1, factor: tMult ?? 1)
    case .step: .step(period: stepSize ?? 1, factor: gamma ?? 0.1)
    case .plateau: .plateau(factor: gamma ?? 0.1, patience: schedulerPatience ?? 10, minimum: etaMin ?? 0)
    }
  }
}
