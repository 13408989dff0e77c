import LNQData
import Testing

@Suite("A standardisation")
struct StandardizationTests {
  struct Golden: Decodable {
    let rows: [[Float]]
    let mean: [Double]
    let scale: [Double]
    let transformed: [[Double]]

    /// The golden rows as a table of two classes in turn.
    var table: RawTable {
      RawTable(
        name: "golden", featureNames: (0..<mean.count).map { "x\($0)" }, classNames: ["a", "b"],
        features: .single(rows.flatMap(\.self)), labels: rows.indices.map { Int32($0 % 2) },
        provenance: Provenance(source: "golden", sha256: "", notice: nil))
    }
  }

  @Test("has the means and scales of scikit-learn's StandardScaler, 1 for constant features")
  func fit() throws {
    let golden: Golden = try fixture("standard-scaler")
    let fitted = Standardization(fitting: golden.table, rows: Array(golden.rows.indices)[...])
    for column in golden.mean.indices {
      #expect(abs(fitted.mean[column] - golden.mean[column]) <= 1e-12 * abs(golden.mean[column]), "column \(column)")
      #expect(abs(fitted.scale[column] - golden.scale[column]) <= 1e-12 * golden.scale[column], "column \(column)")
    }
    #expect(fitted.scale[2...3] == [1, 1])
  }

  @Test("is fitted on the rows that it is given, and on no others")
  func rows() {
    let table = RawTable(
      name: "t", featureNames: ["x"], classNames: ["a", "b"], features: [1, 100, 3, -100], labels: [0, 1, 0, 1],
      provenance: Provenance(source: "t", sha256: "", notice: nil))
    #expect(Standardization(fitting: table, rows: [0, 2]) == Standardization(mean: [2], scale: [1]))
    #expect(Standardization(fitting: table, rows: [1, 3]) == Standardization(mean: [0], scale: [100]))
    #expect(Standardization(fitting: table, rows: [1]) == Standardization(mean: [100], scale: [1]))
  }
}
