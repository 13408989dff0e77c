import LNQData
import Testing

@Suite("A split")
struct SplitTests {
  private struct Golden: Decodable {
    struct Small: Decodable {
      let count: Int
      let testFraction: Double
      let seed: UInt32
      let train: [Int]
      let test: [Int]
    }
    struct Large: Decodable {
      let count: Int
      let trainCount: Int
      let testCount: Int
      let trainFirst: [Int]
      let trainLast: [Int]
      let testFirst: [Int]
      let testLast: [Int]
    }
    let small: [Small]
    let large: [Large]
  }

  @Test("has the training part and the test rows of scikit-learn's train_test_split, in its order")
  func scikitLearn() throws {
    let goldens: Golden = try fixture("train-test-split")
    #expect(goldens.small.count == 6)
    for golden in goldens.small {
      let split = try Split(
        rowCount: golden.count, of: "rows",
        options: SplitOptions(testFraction: golden.testFraction, seed: golden.seed))
      #expect(Array(split.test) == golden.test, "\(golden.count) rows")
      #expect(Array(split.fitted) == golden.train, "\(golden.count) rows")
    }
  }

  @Test("has them for the row counts of both jet datasets")
  func jets() throws {
    let goldens: Golden = try fixture("train-test-split")
    #expect(goldens.large.map(\.count) == [830_000, 986_806])
    for golden in goldens.large {
      let split = try Split(rowCount: golden.count, of: "rows", options: SplitOptions())
      #expect(split.test.count == golden.testCount && split.fitted.count == golden.trainCount)
      #expect(Array(split.test.prefix(6)) == golden.testFirst && Array(split.test.suffix(6)) == golden.testLast)
      #expect(Array(split.fitted.prefix(6)) == golden.trainFirst && Array(split.fitted.suffix(6)) == golden.trainLast)
    }
  }

  @Test("takes 197,362 test and 78,945 validation rows of 986,806, and validation from the end of the training part")
  func counts() throws {
    let split = try Split(rowCount: 986_806, of: "rows", options: SplitOptions())
    #expect(split.test.count == 197_362)
    #expect(split.validation.count == 78_945)
    #expect(split.train.count == 789_444 - 78_945)
    #expect(split.fitted == split.train + split.validation)
  }

  @Test("gives every row to one part, for all row counts up to 200 and several fractions")
  func partition() throws {
    for count in 4...200 {
      for (test, validation) in [(0.2, 0.1), (0.5, 0.5), (0.01, 0.01), (0.3, 0.25)] {
        let options = SplitOptions(testFraction: test, validationFraction: validation, seed: UInt32(count))
        let split = try Split(rowCount: count, of: "rows", options: options)
        #expect((split.train + split.validation + split.test).sorted() == Array(0..<count))
        #expect(split.test.count >= 1 && split.validation.count >= 1 && split.train.count >= 1)
      }
    }
  }

  @Test("refuses fewer rows than give each part one", arguments: [0, 1, 2])
  func tooFew(count: Int) throws {
    #expect(throws: DatasetError.tooFewRows(source: "rows", count: count)) {
      try Split(rowCount: count, of: "rows", options: SplitOptions())
    }
  }

  @Test("refuses fractions that leave a part empty though there are rows")
  func emptyPart() throws {
    #expect(throws: DatasetError.tooFewRows(source: "rows", count: 5)) {
      try Split(rowCount: 5, of: "rows", options: SplitOptions(testFraction: 0.2, validationFraction: 0.9))
    }
  }

  @Test("refuses fractions outside 0 and 1", arguments: [0, 1, -0.1, 1.5, .infinity])
  func fractions(fraction: Double) throws {
    #expect(throws: DatasetError.fraction(part: "test", fraction)) {
      try Split(rowCount: 100, of: "rows", options: SplitOptions(testFraction: fraction))
    }
    #expect(throws: DatasetError.fraction(part: "validation", fraction)) {
      try Split(rowCount: 100, of: "rows", options: SplitOptions(validationFraction: fraction))
    }
  }

  @Test("refuses NaN as a fraction")
  func notANumber() {
    #expect(throws: DatasetError.self) {
      try Split(rowCount: 100, of: "rows", options: SplitOptions(testFraction: .nan))
    }
  }
}
