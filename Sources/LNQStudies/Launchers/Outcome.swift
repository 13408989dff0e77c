import LNQData
import LNQEmulator
import Foundation
import LNQFiles
import LNQFixedPoint
import LNQHardware
import LNQInterchange
import LNQQuantization
import LNQSearch
import LNQTables
import LNQToolchain
import LNQTraining

/// How a command ended: its exit code. The numbers above 1 are those of sysexits.h.
package enum Outcome: Int32, Sendable, CaseIterable {
  /// Everything was done, and everything agreed.
  case done = 0
  /// Hardware and reference disagree, a check failed, or something else went wrong.
  case failed = 1
  /// The command line does not make sense.
  case usage = 64
  /// A file that was to be read is missing, damaged or says something impossible.
  case badInput = 65
  /// A program that this needs is not installed.
  case toolMissing = 69
  /// Somebody asked to stop, with Ctrl-C, SIGTERM or SIGHUP, and what it takes to go on was saved.
  case interrupted = 130

  /// A sentence for the manual.
  package var meaning: String {
    switch self {
    case .done: "Everything was done, and everything agreed."
    case .failed: "Hardware and reference disagree, a check failed, or something else went wrong, such as a full disk."
    case .usage: "The command line does not make sense."
    case .badInput: "A file that was to be read is missing, damaged or says something impossible."
    case .toolMissing: "A program that this needs is not installed; the message names it."
    case .interrupted:
      "Ctrl-C, SIGTERM or SIGHUP stopped it; the message says how to go on. A second Ctrl-C ends it at once."
    }
  }

  /// The one place that says which error has which exit code.
  package static func of(_ error: any Error) -> Outcome {
    switch error {
    case let error as CommandError: error.outcome
    case let error as RunDirectoryError: of(error)
    case let error as StudyError: of(error)
    case let error as ModelError: of(error)
    case let error as DatasetError: of(error)
    case let error as TrainingError: of(error)
    case is CheckpointError, is TableError, is InterchangeError: .badInput
    case is SearchError, is ExportError: .usage
    case let error as QuantizationError: of(error)
    case let error as NetlistError: of(error)
    case let error as ToolchainError: of(error)
    case let error as EmulatorError: of(error)
    default: .failed
    }
  }

  /// What is said of an error: its own sentence, or, of one that no module of lnq made, the file and the system's reason.
  package static func sentence(of error: any Error) -> String {
    switch error {
    case let error as DecodingError: return error.sentence
    case let error as CocoaError:
      return error.filePath.map { "\($0): \(FileError.reason(error))" } ?? FileError.reason(error)
    default: return "\(error)"
    }
  }

  private static func of(_ error: RunDirectoryError) -> Outcome {
    switch error {
    case .cannotWrite, .busy: .failed
    case .notARun, .noRun, .damaged, .stale, .noCheckpoint, .noState: .badInput
    }
  }

  private static func of(_ error: StudyError) -> Outcome {
    switch error {
    case .notAStudy: .badInput
    case .nameTaken, .otherPlan: .usage
    case .busy: .failed
    }
  }

  private static func of(_ error: ModelError) -> Outcome {
    if case .unknownModel = error.problem { .usage } else { .badInput }
  }

  private static func of(_ error: DatasetError) -> Outcome {
    switch error {
    case .rowCount, .datasetName, .noDataset: .usage
    case .datasetExists, .cannotWrite: .failed
    case .needsHDF5: .toolMissing
    default: .badInput
    }
  }

  private static func of(_ error: TrainingError) -> Outcome {
    switch error {
    case .option, .batchesTooSmall, .noFanIn, .noEdges, .noLearnedBits, .neuronsPruned, .onlyForBits, .notForBits,
      .noImage,
      .noRectifiedOutputs:
      .usage
    case .tooManyConnections, .featureCount, .classCount, .label, .noRows, .state: .badInput
    case .diverged: .failed
    }
  }

  private static func of(_ error: QuantizationError) -> Outcome {
    switch error {
    case .option, .optionWithoutUse, .noEncoder, .tableTooLarge, .functionTooLarge: .usage
    case .sumTooWide(_, let remedy): remedy == .training ? .badInput : .usage
    case .notFinite, .noCalibrationRows, .features, .names, .tooWide, .empty: .badInput
    case .tables: .failed
    }
  }

  private static func of(_ error: NetlistError) -> Outcome {
    if case .levels = error { .usage } else { .failed }
  }

  private static func of(_ error: EmulatorError) -> Outcome {
    switch error {
    case .program, .size, .notANumber, .code, .label: .badInput
    case .instructions: .usage
    case .tooLarge, .memory: .failed
    }
  }

  private static func of(_ error: ToolchainError) -> Outcome {
    switch error {
    case .toolMissing, .notExecutable: .toolMissing
    case .cannotRead, .noVerilog, .unreadable: .badInput
    case .download, .cannotStart, .toolFailed, .timedOut, .outOfMemory, .tooLarge, .malformedOutput, .cannotWrite,
      .sameLabel,
      .codes:
      .failed
    }
  }
}

/// What a verb itself finds wrong, beside the errors of the modules that it calls.
package enum CommandError: Error, Equatable {
  /// Hardware and reference disagree; the report was printed.
  case disagreement(String)
  /// Words of the command line that do not go together.
  case usage(String)
  /// A file that does not fit.
  case input(String)
  /// Training that did not come to its end, and what is left of it.
  case failure(String)
  /// Somebody asked to stop.
  case interrupted(String)
}

extension CommandError: CustomStringConvertible {
  /// The sentence.
  package var description: String {
    switch self {
    case .disagreement(let sentence), .usage(let sentence), .input(let sentence), .failure(let sentence),
      .interrupted(let sentence):
      sentence
    }
  }

  /// Its exit code.
  package var outcome: Outcome {
    switch self {
    case .disagreement, .failure: .failed
    case .interrupted: .interrupted
    case .usage: .usage
    case .input: .badInput
    }
  }
}
