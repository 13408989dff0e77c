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

  /// An array of one dimension in NumPy's format, version 1: the header ends at a multiple of 64 bytes.
  private static func npy(_ type: String, _ words: [UInt64]) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(words.count),), }"
    let padding = 63 - (10 + header.utf8.count) % 64
    let text = Array((header + String(repeating: " ", count: padding) + "\n").utf8)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
    for word in words { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
    return bytes
  }
}
