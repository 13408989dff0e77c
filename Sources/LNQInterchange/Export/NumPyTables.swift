import LNQData
import LNQTables

/// The tables as arrays of NumPy.
extension ExportSubject {
  /// An `.npz` with the arrays of `FlatTables` under snake-case names, and `mean` and `scale` of the standardisation; nil without tables.
  public var numPyTables: [UInt8]? {
    guard let tables else { return nil }
    let flat = FlatTables(tables)
    let integers: [(String, [Int])] = [
      ("input_feature", flat.inputFeatures), ("input_low", flat.inputLows), ("input_high", flat.inputHighs),
      ("rows", flat.rows), ("neuron_lookups", flat.neuronLookups), ("neuron_shift", flat.neuronShifts),
      ("neuron_low", flat.neuronLows), ("neuron_high", flat.neuronHighs), ("lookup_rows", flat.lookupRows),
      ("lookup_places", flat.lookupPlaces), ("place_signal", flat.placeSignals), ("place_mask", flat.placeMasks),
      ("place_shift", flat.placeShifts), ("output_signal", flat.outputSignals),
    ]
    let reals: [(String, [Double])] = [
      ("mean", checkpoint.standardization.mean), ("scale", checkpoint.standardization.scale),
      ("input_scale", flat.inputScales), ("input_offset", flat.inputOffsets), ("input_step", flat.inputSteps),
      ("output_step", flat.outputSteps),
    ]
    let files =
      integers.map { ($0 + ".npy", Self.npy("<i8", $1.map { UInt64(bitPattern: Int64($0)) })) }
      + reals.map { ($0 + ".npy", Self.npy("<f8", $1.map(\.bitPattern))) }
    return ZipArchive.storing(files.map { (name: $0.0, bytes: $0.1) })
  }

  /// An array of one dimension.
  private static func npy(_ type: String, _ words: [UInt64]) -> [UInt8] {
    var bytes = NumPyFile.header(type: type, shape: [words.count])
    bytes.append(littleEndian: words)
    return bytes
  }
}
