import ArgumentParser
import LNQData
import LNQFixedPoint
import LNQStudies

/// Whether raw values are encoded in hardware: `--encoder`, `--feature-bits`, `--feature-format`.
struct EncoderArguments: ParsableArguments {
  @Flag(help: "The design takes raw values in fixed point and makes the network's input codes itself.")
  var encoder = false

  @Option(
    help: ArgumentHelp(
      "With --encoder: the bits of a raw value, 2 to 16; 12 unless given. The point and the sign follow from the training rows.",
      valueName: "n"))
  var featureBits: Int?

  @Option(
    help: ArgumentHelp(
      "With --encoder: the format of all raw values, such as s16.8 or u12.2, instead of one for each.",
      valueName: "format"))
  var featureFormat: String?

  func validate() throws {
    if !encoder,
      let option = featureBits.map({ _ in "--feature-bits" }) ?? featureFormat.map({ _ in "--feature-format" })
    {
      throw ValidationError("\(option) would change nothing without --encoder")
    }
    if featureBits != nil, featureFormat != nil {
      throw ValidationError("--feature-bits and --feature-format both say how many bits there are: give one of them")
    }
    if let featureBits, !Self.widths.contains(featureBits) {
      throw ValidationError("--feature-bits \(featureBits): choose 2 to 16")
    }
    if let featureFormat, FixedPointFormat(featureFormat).map({ Self.widths.contains($0.width) }) != true {
      throw ValidationError(
        "--feature-format \(featureFormat): write s or u, 2 to 16 bits, a point and the fraction bits, such as s16.8")
    }
  }

  private static let widths = 2...16
  private static let standardBits = 12

  /// The run with an encoder, where one is wanted.
  ///
  /// - Throws: what `dataset` and `TabulatedRun.takingRawValues` throw.
  func encoded(_ tabulated: TabulatedRun, dataset: () throws -> Dataset) throws -> TabulatedRun {
    guard encoder else { return tabulated }
    if let format = featureFormat.flatMap({ FixedPointFormat($0) }) {
      let count = tabulated.run.checkpoint.featureNames.count
      return try tabulated.takingRawValues([FixedPointFormat](repeating: format, count: count))
    }
    return try tabulated.takingRawValues(
      RawFormats.fitting(dataset().train, tabulated.run.checkpoint, bits: featureBits ?? Self.standardBits))
  }
}
