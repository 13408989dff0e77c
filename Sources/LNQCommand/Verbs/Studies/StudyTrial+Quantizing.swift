import LNQQuantization
import LNQStudies

extension StudyTrial {
  /// What its bits mean, as `lnq quantize` would read them; nil where nothing is quantized.
  ///
  /// - Throws: `CommandError.usage` with what `lnq quantize` would say.
  func quantizationOptions() throws -> QuantizationOptions? {
    guard let quantization else { return nil }
    do {
      return try QuantizationArguments.parse(quantization.map(\.word)).options
    } catch {
      throw CommandError.usage(QuantizationArguments.message(for: error))
    }
  }
}
