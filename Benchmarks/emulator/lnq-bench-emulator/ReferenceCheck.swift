import Dispatch
import Foundation
import LNQData
import LNQEmulator
import LNQStudies
import LNQTables

/// Compares the emulator with the reference interpreter on a quantized run's whole test split.
enum ReferenceCheck {
  /// What is told while a run is read goes to standard error.
  private struct Observer: WorkObserver {
    struct Progress: WorkProgress {
      func update(_ task: @autoclosure () -> String, done: Double, facts: @autoclosure () -> String) {}
      func clear() {}
    }

    func tell(_ line: String) { FileHandle.standardError.write(Data(line.utf8)) }
    func progress(doneBefore: Double) -> any WorkProgress { Progress() }
  }

  /// Prints a line; whether all agrees.
  static func agrees(_ path: String) throws -> Bool {
    let run = try TrainedRun(ModelArgument(text: path), in: ".", observer: Observer())
    let rows = try run.dataset().test
    let tables = try TableFile.tables(path + "/hardware/tables.json")
    let (wanted, classes) = try reference(tables, rows)
    let codes = try tables.inputEncoder.codes(of: rows.features).map { Int32(truncatingIfNeeded: $0) }
    var wrong: [String] = []
    for instructions in Instructions.available {
      let compiled = try CompiledNetwork(tables, for: instructions)
      let options = CompiledNetwork.Options(instructions: instructions)
      for results in [try compiled.results(of: codes, options), try compiled.results(of: rows.features, options)]
      where results.codes != wanted || results.classes != classes {
        wrong.append(instructions.rawValue)
      }
    }
    let sets = Instructions.available.map(\.rawValue).joined(separator: ", ")
    print(
      "\(tables.name): \(rows.count) test rows, from codes and features, with \(sets): "
        + (wrong.isEmpty ? "all equal" : "different with \(wrong.joined(separator: ", "))"))
    return wrong.isEmpty
  }

  /// The interpreter's output codes and classes, a row at a time.
  private static func reference(_ tables: TableNetwork, _ rows: LabelledRows) throws -> ([Int32], [Int32]) {
    let (inputs, outputs) = (tables.inputs.count, tables.outputs.count)
    let codes = try tables.inputEncoder.codes(of: rows.features)
    var (wanted, classes) = (
      [Int32](repeating: 0, count: rows.count * outputs), [Int32](repeating: 0, count: rows.count)
    )
    wanted.withUnsafeMutableBufferPointer { wanted in
      classes.withUnsafeMutableBufferPointer { classes in
        // Each row has places of its own.
        nonisolated(unsafe) let wanted = wanted
        nonisolated(unsafe) let classes = classes
        DispatchQueue.concurrentPerform(iterations: rows.count) { row in
          // The encoder's codes are right.
          guard let signals = try? tables.signalCodes(for: Array(codes[row * inputs..<(row + 1) * inputs])) else {
            return
          }
          let own = tables.outputs.map { signals[$0] }
          for (index, code) in own.enumerated() { wanted[row * outputs + index] = Int32(truncatingIfNeeded: code) }
          classes[row] = Int32(TableNetwork.argmax(own))
        }
      }
    }
    return (wanted, classes)
  }
}
