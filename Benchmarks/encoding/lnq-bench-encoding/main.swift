// lnq-bench-encoding RUN FORMATS [COUNT]: the mapped circuit of a quantized run that takes raw values in FORMATS (s12.3,u12.0,…), against
// the float path of `lnq test`: for COUNT (a million) random raw values of each feature, for each raw code next to a threshold, and for
// each raw code that there is. Compared are the codes of the encoder, the bits of a thermometer, the outputs and the class. Prints a line;
// the exit code is 1 when something differs.
import Foundation
import LNQFixedPoint
import LNQRandom
import LNQStudies

/// What is told while a run is read goes to standard error.
struct Observer: WorkObserver {
  struct Progress: WorkProgress {
    func update(_ task: @autoclosure () -> String, done: Double, facts: @autoclosure () -> String) {}
    func clear() {}
  }

  func tell(_ line: String) { FileHandle.standardError.write(Data(line.utf8)) }
  func progress(doneBefore: Double) -> any WorkProgress { Progress() }
}

let words = Array(CommandLine.arguments.dropFirst())
let formats = words.count > 1 ? words[1].split(separator: ",").compactMap { FixedPointFormat(String($0)) } : []
guard words.count > 1, !formats.isEmpty else {
  FileHandle.standardError.write(Data("usage: lnq-bench-encoding RUN FORMATS [COUNT]\n".utf8))
  exit(64)
}
let count = words.count > 2 ? Int(words[2]) ?? 1_000_000 : 1_000_000

let trained = try TrainedRun(ModelArgument(text: words[0]), in: ".", observer: Observer())
guard let run = try TabulatedRun(reading: trained) else {
  FileHandle.standardError.write(Data("\(words[0]) is not quantized\n".utf8))
  exit(64)
}
let start = ContinuousClock.now
let check = try EncoderCheck(run, formats)
let (thresholds, near) = try check.rowsNearThresholds()
// A fault has to be found.
guard try check.withFault().compare(near).differences > 0 else {
  print("an inverted wire was not found")
  exit(1)
}
var findings = [try check.compare(near), try check.compare(check.allRows())]
var random = SplitMix64(seed: 1)
for begin in stride(from: 0, to: count, by: 1 << 16) {
  let values = check.randomValues(rows: min(1 << 16, count - begin), &random)
  findings.append(try check.compare(check.rawCodes(of: values)))
}
let differences = findings.reduce(0) { $0 + $1.differences }
print(
  "\(run.tables.name), circuit and float path: \(differences) differences in \(count) random raw values of each feature, at "
    + "\(thresholds) thresholds ± 1 code, and in all \(findings[1].rows) raw codes; \(check.visibleCount) of \(check.codes.count) "
    + "codes are wires, the others were compared in their tables, "
    + "\(String(format: "%.1f", (ContinuousClock.now - start).inSeconds)) s")
if let first = findings.compactMap(\.first).first { print("first difference: \(first)") }
exit(differences == 0 ? 0 : 1)
