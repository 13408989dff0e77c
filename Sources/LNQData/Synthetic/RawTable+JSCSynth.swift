import Dispatch

extension RawTable {
  static var jscSynthName: String { "jsc-synth" }

  /// What every reader of a figure from jsc-synth has to know.
  public static let jscSynthNotice =
    "jsc-synth is a surrogate: generated rows that imitate OpenML 42468 (hls4ml_lhc_jets_hlf, Zenodo record 3602260, "
    + "CC BY 4.0); accuracies on it are not accuracies on the real data."

  /// The greatest number of rows of jsc-synth.
  static var greatestRowCount: Int { 100_000_000 }

  /// The built-in surrogate of the jet data: 16 features, classes g q t w z.
  ///
  /// Equal seeds give equal bytes on every machine and for any number of threads, and fewer rows are the beginning of
  /// more rows of the same seed. The rows are independent of each other and in no order.
  /// - Parameter threads: how many threads draw; nil leaves it to the system. It changes nothing but the time.
  public static func jscSynth(
    rowCount: Int = 986_806, seed: UInt64 = 0, threads: Int? = nil
  ) throws(DatasetError) -> RawTable {
    guard (1...greatestRowCount).contains(rowCount) else { throw .rowCount(rowCount) }
    let parameters = SurrogateParameters.embedded
    let generator = SurrogateGenerator(parameters)
    let width = generator.featureCount
    var labels: [Int32] = []
    let features = [Float](unsafeUninitializedCapacity: rowCount * width) { features, initialized in
      labels = [Int32](unsafeUninitializedCapacity: rowCount) { labels, initializedLabels in
        fill(features, labels, by: generator, seed: seed, threads: threads)
        initializedLabels = rowCount
      }
      initialized = rowCount * width
    }
    return RawTable(
      name: jscSynthName, featureNames: parameters.features, classNames: parameters.classes,
      features: .single(features), labels: labels, provenance: jscSynthProvenance(rowCount: rowCount, seed: seed))
  }

  /// Draws all blocks, several at a time.
  private static func fill(
    _ features: UnsafeMutableBufferPointer<Float>, _ labels: UnsafeMutableBufferPointer<Int32>,
    by generator: SurrogateGenerator, seed: UInt64, threads: Int?
  ) {
    guard let firstFeature = features.baseAddress, let firstLabel = labels.baseAddress else { return }
    // The blocks write to parts of the arrays that do not overlap.
    nonisolated(unsafe) let featureBase = firstFeature
    nonisolated(unsafe) let labelBase = firstLabel
    let rowCount = labels.count
    let size = SurrogateGenerator.blockSize
    let blocks = (rowCount + size - 1) / size
    let workers = min(max(threads ?? blocks, 1), blocks)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for block in stride(from: worker, to: blocks, by: workers) {
        let start = block * size
        generator.draw(
          block: block, seed: seed, rowCount: min(size, rowCount - start),
          features: featureBase + start * generator.featureCount, labels: labelBase + start)
      }
    }
  }

  /// Says which rows they are, without drawing them.
  static func jscSynthProvenance(rowCount: Int, seed: UInt64) -> Provenance {
    let settings = "\(jscSynthName) (version \(SurrogateGenerator.version), \(rowCount) rows, seed \(seed))"
    return Provenance(
      source: settings, sha256: SHA256.hexadecimal(of: SurrogateParameters.embeddedJSON + "\n" + settings + "\n"),
      notice: jscSynthNotice)
  }
}
