import Dispatch
import Foundation
import LNQData
import LNQRandom
import LNQTestSupport
import Synchronization
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("A file of rows")
struct RowsFileTests {
  private static let hdf5 = Script.projectFolder + "/Tests/LNQDataTests/Fixtures/cernbox-packed.h5"

  private func sentence(_ file: RowsFile) -> String? {
    do {
      _ = try file.table()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("that is text is read by this process, whatever program there is")
  func text() throws {
    let path = Script.projectFolder + "/examples/data/jsc-synth-200.csv"
    #expect(try RowsFile(path: path, options: ReadOptions(), program: "/nowhere").table().count == 200)
  }

  @Test("is written for another process and read from it with all that belongs to it")
  func exchange() throws {
    try withTemporaryFolder { folder in
      let table = RawTable(
        name: "r", featureNames: ["x", "z"], classNames: ["a", "b"], features: [1, 2, 3, 4, 5, 6], labels: [0, 1, 1],
        provenance: Provenance(source: "r.h5", sha256: "00", notice: nil), testCount: 1, fixedScale: 255)
      try table.write(toFolder: folder)
      let back = try RawTable(folder: folder)
      #expect(back.features == table.features && back.labels == table.labels)
      #expect(back.featureNames == table.featureNames && back.classNames == table.classNames)
      #expect(back.name == "r" && back.provenance == table.provenance)
      #expect(back.testCount == 1 && back.fixedScale == 255)
      for (file, bytes) in [("labels.i32", [UInt8](repeating: 9, count: 12)), ("table.json", [1])] {
        try table.write(toFolder: folder)
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + file))
        let error = #expect(throws: DatasetError.self) { try RawTable(folder: folder) }
        #expect(error?.description == "\(folder)/\(file): it is not what lnq wrote")
      }
    }
  }

  #if HDF5
    @Test("in HDF5 is read by another process, whose crash is a sentence, and whose sentence is this one's")
    func processes() throws {
      try withTemporaryFolder { folder in
        func result(_ script: String) throws -> String? {
          try Script.create("#!/bin/sh\n\(script)\n", at: folder + "/lnq")
          return sentence(RowsFile(path: Self.hdf5, options: ReadOptions(), program: folder + "/lnq"))
        }
        #expect(
          try result("kill -SEGV $$")
            == "\(Self.hdf5): the HDF5 library crashed over it (it ended by signal 11): it is damaged")
        #expect(try result("echo 'lnq: rows.h5: no' >&2; exit 65") == "rows.h5: no")
        let nothing = try result("exit 0")
        #expect(nothing?.hasSuffix("/table.json: cannot be read: there is no such file") == true)
      }
    }

    /// `LNQ_PROGRAM` names the program, `LNQ_MUTATIONS` the number of files.
    @Test(
      "in HDF5 that was mutated is read or refused, and only the other process crashes (seed 8, a stream for each processor)",
      .enabled(if: ProcessInfo.processInfo.environment["LNQ_PROGRAM"] != nil))
    func mutated() throws {
      let environment = ProcessInfo.processInfo.environment
      let seeds = try ["cernbox-packed.h5", "arrays.h5"].map { name in
        let path = Script.projectFolder + "/Tests/LNQDataTests/Fixtures/" + name
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      }
      let count = environment["LNQ_MUTATIONS"].flatMap { Int($0) } ?? 100
      let workers = ProcessInfo.processInfo.activeProcessorCount
      let outcomes = Mutex((refusals: 0, crashes: 0, failures: [String]()))
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        var random = SplitMix64(seed: 8, stream: UInt64(worker))
        do {
          try withTemporaryFolder { folder in
            let path = folder + "/r.h5"
            for _ in 0..<count * (worker + 1) / workers - count * worker / workers {
              try Data(random.mutate(seeds[random.uniform(below: 2)])).write(to: URL(fileURLWithPath: path))
              let file = RowsFile(path: path, options: ReadOptions(), program: environment["LNQ_PROGRAM"])
              guard let sentence = sentence(file) else { continue }
              outcomes.withLock {
                $0.refusals += 1
                if sentence.contains("the HDF5 library crashed") { $0.crashes += 1 }
              }
            }
          }
        } catch {
          outcomes.withLock { $0.failures.append("\(error)") }
        }
      }
      let (refusals, crashes, failures) = outcomes.withLock { $0 }
      #expect(failures == [])
      print("\(refusals) files were refused; the HDF5 library crashed over \(crashes) of them")
      #expect(refusals > 0)
    }
  #endif
}
