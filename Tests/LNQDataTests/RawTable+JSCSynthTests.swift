import LNQData
import LNQRandom
import Testing

@Suite("jsc-synth")
struct RawTableJSCSynthTests {
  @Test("gives the same bytes for any number of threads, and fewer rows are the beginning of more")
  func threads() throws {
    let reference = try RawTable.jscSynth(rowCount: 20_000, seed: 3, threads: 1)
    for threads in [nil, 2, 3, 5, 64] {
      let rows = try RawTable.jscSynth(rowCount: 20_000, seed: 3, threads: threads)
      #expect(rows.features == reference.features && rows.labels == reference.labels)
    }
    for count in [1, 63, 64, 65, 4095, 4096, 4097, 8192] {
      let rows = try RawTable.jscSynth(rowCount: count, seed: 3)
      #expect(rows.features == FeatureValues(Array(reference.features.prefix(16 * count))), "\(count) rows")
      #expect(rows.labels == Array(reference.labels.prefix(count)), "\(count) rows")
    }
  }

  @Test("gives the same bytes on every machine: 10,000 rows of seed 0")
  func golden() throws {
    let rows = try RawTable.jscSynth(rowCount: 10_000, seed: 0)
    func hash<Number>(_ numbers: [Number]) -> String {
      var hash = SHA256()
      numbers.withUnsafeBytes { hash.update($0) }
      return hash.hexadecimal()
    }
    let features = rows.features.map { Float($0) }
    #expect(hash(features) == "c70e8fdb30b338ad7df944bfad960102bee9e1724a187fb54edc1a23e8041ba4")
    #expect(hash(rows.labels) == "e7ee855ee75d42e0434171d156a75a5fff803ccac44cb55b9df0340c33288fcf")
  }

  @Test("gives other rows for another seed")
  func seeds() throws {
    let one = try RawTable.jscSynth(rowCount: 100, seed: 0)
    let other = try RawTable.jscSynth(rowCount: 100, seed: 1)
    #expect(zip(one.features, other.features).allSatisfy { $0 != $1 || $0 == $0.rounded() })
  }

  @Test("says that it is a surrogate, of what, and under which licence; the hash covers parameters, rows and seed")
  func provenance() throws {
    let provenance = try RawTable.jscSynth(rowCount: 1000, seed: 7).provenance
    #expect(provenance.source == "jsc-synth (version 1, 1000 rows, seed 7)")
    // The JSON of the parameters, a line feed, the source, a line feed; by Python's hashlib.
    #expect(provenance.sha256 == "f1a27c895de25070feb42eef872c92483d779c2f2e07ade48eb818ca495af749")
    #expect(
      provenance.notice
        == "jsc-synth is a surrogate: generated rows that imitate OpenML 42468 (hls4ml_lhc_jets_hlf, Zenodo record "
        + "3602260, CC BY 4.0); accuracies on it are not accuracies on the real data.")
  }

  @Test("refuses row counts that it does not make", arguments: [0, -1, 100_000_001])
  func rowCount(count: Int) {
    let error = #expect(throws: DatasetError.self) { try RawTable.jscSynth(rowCount: count) }
    #expect(error?.description == "jsc-synth with \(count) rows: choose 1 to 100000000")
  }

  @Test("repeats d2_b1_mmdt in d2_a1_b1_mmdt, has whole multiplicities, and stays between the outer quantiles")
  func shape() throws {
    let parameters = SurrogateParameters.embedded
    let rows = try RawTable.jscSynth(rowCount: 20_000, seed: 5)
    let original = try #require(rows.featureNames.firstIndex(of: "d2_b1_mmdt"))
    let copy = try #require(rows.featureNames.firstIndex(of: "d2_a1_b1_mmdt"))
    let multiplicity = try #require(rows.featureNames.firstIndex(of: "multiplicity"))
    for row in 0..<rows.count {
      let values = rows.features[(16 * row)..<(16 * row + 16)]
      #expect(values[16 * row + copy] == values[16 * row + original])
      #expect(values[16 * row + multiplicity].rounded() == values[16 * row + multiplicity])
    }
    for (column, name) in rows.featureNames.enumerated() where column != multiplicity {
      let quantiles = try #require(parameters.quantiles[name])
      let range = try Double(Float(#require(quantiles.first)))...Double(Float(#require(quantiles.last)))
      #expect(stride(from: column, to: rows.features.count, by: 16).allSatisfy { range.contains(rows.features[$0]) })
    }
  }

  @Test("has the marginal distributions of the mixture: 14 features at 11 quantiles, 50,000 rows of seed 1")
  func marginals() throws {
    let parameters = SurrogateParameters.embedded
    let rows = try RawTable.jscSynth(rowCount: 50_000, seed: 1)
    let total = parameters.components.reduce(0) { $0 + $1.weight }
    var checked = 0
    for (latent, name) in parameters.latentFeatures.enumerated() where name != "multiplicity" {
      let column = try #require(rows.featureNames.firstIndex(of: name))
      let values = stride(from: column, to: rows.features.count, by: 16).map { rows.features[$0] }
      for place in stride(from: 1, through: 201, by: 20) {
        // P(feature < its quantile at p) = Σ weight Φ((Φ⁻¹(p) − mean) / deviation).
        let score = PortableMath.normalQuantile(parameters.probabilities[place])
        let expected = parameters.components.reduce(0.0) { sum, component in
          let deviation = component.cholesky[latent].reduce(0) { $0 + $1 * $1 }.squareRoot()
          return sum + component.weight / total
            * PortableMath.normalDistribution((score - component.mean[latent]) / deviation)
        }
        let quantile = try Double(Float(#require(parameters.quantiles[name])[place]))
        let found = Double(values.count { $0 < quantile }) / 50_000
        let deviation = (expected * (1 - expected) / 50_000).squareRoot()
        #expect(abs(found - expected) < 4.5 * deviation, "\(name) at \(parameters.probabilities[place])")
        checked += 1
      }
    }
    #expect(checked == 14 * 11)
  }

  private struct Moments: Decodable {
    struct Class: Decodable {
      let name: String
      let frequency: Double
      let means: [Double]
      let deviations: [Double]
    }
    let rowCount: Int
    let classes: [Class]
  }

  @Test("has the class frequencies and each class's feature means of NumPy's draws, 50,000 rows of seed 2")
  func classes() throws {
    let moments: Moments = try fixture("jsc-surrogate-moments")
    let rows = try RawTable.jscSynth(rowCount: 50_000, seed: 2)
    #expect(rows.classNames == moments.classes.map(\.name))
    for (label, golden) in moments.classes.enumerated() {
      let members = rows.labels.indices.filter { rows.labels[$0] == Int32(label) }
      let frequency = Double(members.count) / 50_000
      let deviation = (golden.frequency * (1 - golden.frequency) / 50_000).squareRoot()
      #expect(abs(frequency - golden.frequency) < 4.5 * deviation, "\(golden.name)")
      for column in 0..<16 {
        let mean = members.reduce(0) { $0 + Double(rows.features[16 * $1 + column]) } / Double(members.count)
        let deviation = golden.deviations[column] / Double(members.count).squareRoot()
        #expect(abs(mean - golden.means[column]) < 4.5 * deviation, "\(golden.name), \(rows.featureNames[column])")
      }
    }
  }
}
