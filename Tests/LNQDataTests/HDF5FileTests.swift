import Foundation
import LNQData
import Testing

#if HDF5
  @Suite("An HDF5 file")
  struct HDF5FileTests {
    private struct Expected: Decodable {
      let rows: Int
      let features: [String]
      let classes: [String]
      let mean: [Double]
      let scale: [Double]
      let train: [[Float]]
      let trainLabels: [Int32]
      let test: [[Float]]
      let testLabels: [Int32]
    }

    @Test(
      "in the layout of the CERNBox download gives exactly the rows that pandas and scikit-learn give",
      arguments: ["cernbox.h5", "cernbox-packed.h5"])
    func cernbox(file: String) throws {
      let expected: Expected = try fixture("cernbox")
      let table = try RawTable.file(path: fixturePath(file))
      #expect(table.featureNames == expected.features)
      #expect(table.classNames == expected.classes)
      #expect(table.count == expected.rows)
      let split = try Split(rowCount: table.count, of: file, options: SplitOptions())
      func rows(_ indices: ArraySlice<Int>) -> [[Float]] {
        indices.map { table.features[(16 * $0)..<(16 * $0 + 16)].map { Float($0) } }
      }
      #expect(rows(split.fitted) == expected.train)
      #expect(split.fitted.map { table.labels[$0] } == expected.trainLabels)
      #expect(rows(split.test) == expected.test)
      #expect(split.test.map { table.labels[$0] } == expected.testLabels)
      let standardization = try Dataset(table).standardization
      for feature in 0..<16 {
        #expect(abs(standardization.mean[feature] - expected.mean[feature]) < 1e-12)
        #expect(abs(standardization.scale[feature] - expected.scale[feature]) < 1e-12)
      }
    }

    @Test("keeps rows that repeat where the caller says so, and has a chosen class and features")
    func options() throws {
      let path = fixturePath("cernbox.h5")
      #expect(try RawTable.file(path: path, options: ReadOptions(dropsDuplicates: false)).count == 360)
      let chosen = try RawTable.file(
        path: path, options: ReadOptions(classColumn: "j_g", featureColumns: ["j_pt", "j_index"]))
      #expect(chosen.featureNames == ["j_pt", "j_index"])
      #expect(chosen.classNames == ["0", "1"])
      #expect((0..<360).allSatisfy { chosen.features[2 * $0 + 1] == Double($0) })
    }

    @Test("of plain arrays is read as those of NumPy")
    func arrays() throws {
      let table = try RawTable.file(path: fixturePath("arrays.h5"))
      #expect(table.featureNames == ["a", "b", "c"])
      #expect(table.labels == [0, 1, 0, 1, 0])
      #expect(table.features.count == 15)
    }

    @Test("of one array with an array of its columns' names is read as a table of these columns")
    func names() throws {
      let sentence = refusal(of: try fixtureBytes("jets.h5"), named: "jets.h5")
      #expect(
        sentence
          == "jets.h5: it is not clear which array holds the rows: call features and labels X and y, or say --array and "
          + "--label-array; it has jetFeatureNames (24), jets (360 × 24), other (2 × 2)")
      let table = try RawTable.file(path: fixturePath("jets.h5"), options: ReadOptions(array: "jets"))
      let compound = try RawTable.file(path: fixturePath("cernbox.h5"))
      #expect(table.features == compound.features && table.labels == compound.labels)
      #expect(table.featureNames == compound.featureNames && table.classNames == compound.classNames)
    }

    @Test("is read from bytes as from a file")
    func image() throws {
      let bytes = try table(fixtureBytes("cernbox-packed.h5"), named: "cernbox.h5")
      #expect(try bytes.features == RawTable.file(path: fixturePath("cernbox-packed.h5")).features)
    }

    @Test("that is truncated or damaged is refused")
    func damaged() throws {
      let bytes = try fixtureBytes("cernbox.h5")
      #expect(
        refusal(of: bytes[..<1000], named: "cernbox.h5")
          == "cernbox.h5: the HDF5 library cannot open it: it is damaged")
      try withFile(bytes[..<20_000], named: "cernbox.h5") { path in
        let error = #expect(throws: DatasetError.self) { try RawTable.file(path: path) }
        #expect(error?.description == "\(path): the HDF5 library cannot open it: it is damaged")
      }
    }
  }
#else
  @Suite("An HDF5 file")
  struct HDF5FileTests {
    @Test("is refused by a build without HDF5, with how to get one")
    func refused() throws {
      #expect(
        refusal(of: try fixtureBytes("cernbox.h5"), named: "cernbox.h5")
          == "cernbox.h5: this is an HDF5 file, and this lnq was built without HDF5: install libhdf5-dev, then build with "
          + "`swift build -c release --traits HDF5`")
    }
  }
#endif
