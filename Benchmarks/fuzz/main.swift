import Foundation
import LNQRandom
import LNQText

// Changes files that verbs read and lets the verbs' own code read them, in this process: an error is fine, a crash is not.
//
// Usage: lnq-fuzz SEED FIRST COUNT FOLDER LNQ [PREFIX]; with PREFIX only the files whose names begin so.
// Case n depends on the seed and on n alone. Its bytes stand in FOLDER/input while it runs, its number and file in FOLDER/case. A case
// that takes longer than 20 s is ended by SIGALRM; memory is limited to 4 GB, and a file of another program that takes more than 4 times its
// size and 64 MB ends the process, too. `Benchmarks/fuzz/run` goes on after a crash.

let words = CommandLine.arguments.dropFirst()
guard (5...6).contains(words.count), let seed = UInt64(words[1]), let first = Int(words[2]), let count = Int(words[3])
else {
  FileHandle.standardError.write(Data("usage: lnq-fuzz SEED FIRST COUNT FOLDER LNQ [PREFIX]\n".utf8))
  exit(64)
}
let (path, prefix) = (words[4], words.count < 6 ? "" : words[6])
// Files of other programs need none of lnq's.
let isForeign = prefix.hasPrefix("for")
if isForeign { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
let folder = isForeign ? nil : try FuzzFolder(path, program: words[5])
try? FileManager.default.removeItem(atPath: path + "/copies")
var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
let files = try (folder.map(FuzzedFile.all) ?? FuzzedFile.foreign()).filter { $0.name.hasPrefix(prefix) }

/// Writes a small file in place: its folder is one that lies in memory.
func note(_ bytes: [UInt8], in file: FileHandle) throws {
  try file.truncate(atOffset: 0)
  try file.seek(toOffset: 0)
  try file.write(contentsOf: bytes)
}
for name in ["input", "case"] { try Data().write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
guard let input = FileHandle(forWritingAtPath: path + "/input"),
  let current = FileHandle(forWritingAtPath: path + "/case")
else { throw FuzzError.setUp(path) }

var read = 0
var peak = PeakMemory()
for number in first..<first + count {
  var mutator = Mutator(seed: seed, number: number)
  let file = files[mutator.choice(of: files.count)]
  let bytes = mutator.mutate(file.original, file.kind)
  try note(bytes, in: input)
  try note(Array("\(number) \(file.name)\n".utf8), in: current)
  alarm(20)
  if file.isForeign { peak.begin() }
  do {
    // Checksums that are wrong are one refusal; the readers are behind it.
    try file.read(bytes, renewing: mutator.choice(of: 8) > 0)
    read += 1
  } catch {
    // The sentence is made of what the file has; it is one line.
    let sentence = VisibleText.message("\(error)")
    precondition(!file.isForeign || !sentence.contains("\n") && !sentence.isEmpty, sentence)
  }
  if file.isForeign {
    let used = peak.end()
    precondition(used <= 4 * bytes.count + (64 << 20), "\(file.name): \(used) bytes of memory for \(bytes.count)")
  }
}
alarm(0)
print(
  "\(count) cases of \(files.count) files: \(read) read, \(count - read) refused; files of other programs took \(peak.most >> 20) MB at most"
)
