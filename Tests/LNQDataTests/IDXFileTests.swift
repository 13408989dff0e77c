import Foundation
import LNQData
import Testing

@Suite("IDX files")
struct IDXFileTests {
  private func write(_ bytes: [UInt8], _ name: String, _ folder: String) throws {
    try Data(bytes).write(to: URL(filePath: folder + "/" + name))
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    try withFile([], named: "empty") { try body(String($0.dropLast(6))) }
  }

  /// Six images of 2 × 2 for training, two for testing.
  private func writeFour(_ folder: String, packed: Bool) throws {
    for (name, bytes) in [
      ("train-images-idx3-ubyte", idx([6, 2, 2], (0..<24).map { UInt8($0 * 10) })),
      ("train-labels-idx1-ubyte", idx([6], [3, 1, 2, 1, 3, 0])),
      ("t10k-images-idx3-ubyte", idx([2, 2, 2], (0..<8).map { UInt8($0) })),
      ("t10k-labels-idx1-ubyte", idx([2], [0, 3])),
    ] { try write(packed ? gzip(bytes) : bytes, name + (packed ? ".gz" : ""), folder) }
  }

  @Test("of MNIST in a folder are one table whose last rows are for testing", arguments: [false, true])
  func folder(packed: Bool) throws {
    try withFolder { folder in
      try writeFour(folder, packed: packed)
      let rows = try RawTable.file(path: folder)
      #expect(rows.count == 8 && rows.testCount == 2 && rows.fixedScale == 255)
      #expect(rows.classNames == ["0", "1", "2", "3"])
      #expect(rows.labels == [3, 1, 2, 1, 3, 0, 0, 3])
      #expect(Array(rows.features[24...]) == [0, 1, 2, 3, 4, 5, 6, 7])
      let dataset = try Dataset(rows)
      #expect(dataset.test.features == [0, 1, 2, 3, 4, 5, 6, 7].map { Float(Double($0) / 255) })
      #expect(dataset.test.labels == [0, 3])
      #expect(dataset.train.count == 5 && dataset.validation.count == 1)
      #expect(dataset.standardization == Standardization(scale: 255, featureCount: 4))
    }
  }

  @Test("of MNIST, packed and unpacked, have one hash")
  func hash() throws {
    var hashes: [String] = []
    for packed in [false, true] {
      try withFolder { folder in
        try writeFour(folder, packed: packed)
        hashes.append(try RawTable.file(path: folder).provenance.sha256)
      }
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("of MNIST lack one: it is named")
  func missing() throws {
    try withFolder { folder in
      try writeFour(folder, packed: true)
      try FileManager.default.removeItem(atPath: folder + "/t10k-labels-idx1-ubyte.gz")
      let error = #expect(throws: DatasetError.self) { try RawTable.file(path: folder) }
      #expect(
        error?.description
          == "\(folder)/t10k-labels-idx1-ubyte: cannot be read: there is no such file, packed or not, beside the others"
      )
    }
  }

  @Test("of images find their labels beside them, or where the caller says")
  func labels() throws {
    try withFolder { folder in
      try write(idx([2, 1, 1], [9, 8]), "my-images-idx3-ubyte", folder)
      let path = folder + "/my-images-idx3-ubyte"
      let error = #expect(throws: DatasetError.self) { try RawTable.file(path: path) }
      #expect(
        error?.description
          == "\(folder)/my-labels-idx1-ubyte: cannot be read: there is no such file, and the labels of "
          + "my-images-idx3-ubyte are expected there")
      try write(idx([2], [5, 4]), "my-labels-idx1-ubyte", folder)
      #expect(try RawTable.file(path: path).classNames == ["4", "5"])
      try write(idx([2], [7, 7]), "others", folder)
      #expect(
        try RawTable.file(path: path, options: ReadOptions(labelsPath: folder + "/others")).classNames == ["7"])
    }
    #expect(
      refusal(of: idx([1, 2], [1, 2]), named: "rows.idx")
        == "rows.idx: an IDX file of features needs another one of labels: name it")
  }

  @Test("may have every type of the format")
  func types() throws {
    try withFile(idx([1], [1]), named: "labels") { path in
      let options = ReadOptions(labelsPath: path)
      for (type, bytes, value) in [
        (0x08, [0xFF], 255), (0x09, [0xFF], -1), (0x0B, [0xFF, 0xFE], -2), (0x0C, [0, 0, 1, 2], 258),
        (0x0D, [0xC0, 0x20, 0, 0], -2.5), (0x0E, [0xC0, 4, 0, 0, 0, 0, 0, 0], -2.5),
      ] as [(UInt8, [UInt8], Double)] {
        let rows = try table(idx([1, 1], bytes, type: type), named: "x.idx", options)
        #expect(rows.features == [value])
        #expect(rows.fixedScale == nil)
      }
    }
  }

  @Test(
    "that are faulty are refused",
    arguments: [
      ([0, 0, 8], "x-ubyte: it is too short to be an IDX file"),
      (
        [0, 1, 8, 1, 0, 0, 0, 0],
        "x-ubyte: an IDX file begins with 0000, a type and the number of dimensions, not with 00010801"
      ),
      (
        [0, 0, 7, 1, 0, 0, 0, 0],
        "x-ubyte: an IDX file begins with 0000, a type and the number of dimensions, not with 00000701"
      ),
      ([0, 0, 8, 3, 0, 0], "x-ubyte: it ends within its header"),
      (
        [0, 0, 8, 1, 0, 0, 0, 3, 1, 2],
        "x-ubyte: its header says 3 elements of 1 bytes, but 2 bytes follow: it is truncated, or no IDX file"
      ),
      (
        [0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255],
        "x-ubyte: its header says 4294967295 × 4294967295 elements of 8 bytes, but 0 bytes follow: "
          + "it is truncated, or no IDX file"
      ),
      (
        [0, 0, 8, 3, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255],
        "x-ubyte: its header says 0 × 4294967295 × 4294967295 elements of 1 bytes, but 0 bytes follow: "
          + "it is truncated, or no IDX file"
      ),
    ] as [([UInt8], String)])
  func faults(bytes: [UInt8], sentence: String) {
    #expect(refusal(of: bytes, named: "x-ubyte") == sentence)
  }
}
