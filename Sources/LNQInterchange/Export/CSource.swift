import LNQTables
import LNQText

/// The integer network as one file of C99 that needs nothing else.
extension ExportSubject {
  /// The file's text; empty without tables.
  ///
  /// `NAME_classify` takes a row of features as they are in the data. Compiled with `-DLNQ_MAIN` it is a program that reads rows of
  /// numbers from standard input and prints a class a line.
  public var cSource: String {
    guard let tables else { return "" }
    let flat = FlatTables(tables)
    let name = Self.identifier(tables.name)
    let standardization = checkpoint.standardization
    func array(_ type: String, _ array: String, _ values: [Int]) -> String {
      Self.array(type, array, values.map { "\($0)" })
    }
    func reals(_ array: String, _ values: [Double]) -> String {
      Self.array("double", array, values.map { "\($0)" })
    }
    let classNames = checkpoint.classNames.map { "\"\(Self.escaped($0))\"" }
    return """
      /* \(Self.comment(tables.name)): the tables that lnq \(checkpoint.lnqVersion) made, as C99 without libraries.
         Inputs, in this order: \(Self.comment(checkpoint.featureNames.joined(separator: ", "))). */
      #include <stdint.h>

      #if defined(__clang__)
      #pragma STDC FP_CONTRACT OFF
      #endif

      enum { \(name)_features = \(checkpoint.featureNames.count), \(name)_inputs = \(flat.inputFeatures.count), \(name)_outputs = \(flat.outputSignals.count) };

      /* The codes of a row of features, as they are in the data. */
      void \(name)_encode(const double *features, int64_t *codes);
      /* The output codes for the input codes. */
      void \(name)_evaluate(const int64_t *codes, int64_t *outputs);
      /* The number of the class, that of the largest output, the lowest of equals. */
      int \(name)_classify(const double *features);
      /* The names of the classes. */
      extern const char *const \(name)_classes[];

      \(Self.array("char *const", "classes", classNames).replacing("static const char *const classes", with: "const char *const \(name)_classes"))
      \(reals("mean", standardization.mean))
      \(reals("deviation", standardization.scale))
      \(array("int32_t", "input_feature", flat.inputFeatures))
      \(reals("input_scale", flat.inputScales))
      \(reals("input_offset", flat.inputOffsets))
      \(reals("input_step", flat.inputSteps))
      \(array("int64_t", "input_low", flat.inputLows))
      \(array("int64_t", "input_high", flat.inputHighs))
      \(array("int32_t", "neuron_lookups", flat.neuronLookups))
      \(array("int32_t", "neuron_shift", flat.neuronShifts))
      \(array("int64_t", "neuron_low", flat.neuronLows))
      \(array("int64_t", "neuron_high", flat.neuronHighs))
      \(array("int32_t", "lookup_rows", flat.lookupRows))
      \(array("int32_t", "lookup_places", flat.lookupPlaces))
      \(array("int32_t", "place_signal", flat.placeSignals))
      \(array("uint32_t", "place_mask", flat.placeMasks))
      \(array("int32_t", "place_shift", flat.placeShifts))
      \(array("int32_t", "output_signal", flat.outputSignals))
      \(array(Self.type(of: flat.rows), "rows", flat.rows))

      void \(name)_encode(const double *features, int64_t *codes) {
        for (int i = 0; i < \(name)_inputs; i++) {
          const int feature = input_feature[i];
          /* The network was trained on 32-bit floats. */
          const volatile float standard = (float)((features[feature] - mean[feature]) / deviation[feature]);
          const volatile double scaled = (double)standard * input_scale[i];
          double quotient = (scaled + input_offset[i]) / input_step[i];
          if (quotient < (double)input_low[i]) quotient = (double)input_low[i];
          if (quotient > (double)input_high[i]) quotient = (double)input_high[i];
          /* 3 * 2^51 more leaves no bits after the binary point: halves go to even. */
          const volatile double shifted = quotient + 6755399441055744.0;
          codes[i] = (int64_t)(shifted - 6755399441055744.0);
        }
      }

      void \(name)_evaluate(const int64_t *codes, int64_t *outputs) {
        int64_t signals[\(tables.signalCount)];
        for (int i = 0; i < \(name)_inputs; i++) signals[i] = codes[i];
        for (int neuron = 0; neuron < \(tables.signalCount - tables.inputs.count); neuron++) {
          int64_t sum = 0;
          for (int lookup = neuron_lookups[neuron]; lookup < neuron_lookups[neuron + 1]; lookup++) {
            uint32_t address = 0;
            for (int place = lookup_places[lookup]; place < lookup_places[lookup + 1]; place++)
              address |= ((uint32_t)signals[place_signal[place]] & place_mask[place]) << place_shift[place];
            sum += (int64_t)rows[(uint32_t)lookup_rows[lookup] + address];
          }
          if (neuron_shift[neuron] > 0) {
            const int64_t divisor = (int64_t)1 << neuron_shift[neuron];
            sum += divisor / 2;
            sum = (sum - ((sum % divisor) + divisor) % divisor) / divisor;
          }
          if (sum < neuron_low[neuron]) sum = neuron_low[neuron];
          if (sum > neuron_high[neuron]) sum = neuron_high[neuron];
          signals[\(name)_inputs + neuron] = sum;
        }
        for (int i = 0; i < \(name)_outputs; i++) outputs[i] = signals[output_signal[i]];
      }

      int \(name)_classify(const double *features) {
        int64_t codes[\(name)_inputs], outputs[\(name)_outputs];
        int best = 0;
        \(name)_encode(features, codes);
        \(name)_evaluate(codes, outputs);
        for (int i = 1; i < \(name)_outputs; i++)
          if (outputs[i] > outputs[best]) best = i;
        return best;
      }

      #ifdef LNQ_MAIN
      #include <stdio.h>

      int main(void) {
        double features[\(name)_features];
        for (int count = 0; scanf("%lf", &features[count]) == 1;) {
          if (++count < \(name)_features) continue;
          count = 0;
          printf("%d\\n", \(name)_classify(features));
        }
        return 0;
      }
      #endif

      """
  }

  /// The narrowest type that holds all of them.
  private static func type(of values: [Int]) -> String {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    var width = 8
    while width < 64, low < -(1 << (width - 1)) || high >= 1 << (width - 1) { width *= 2 }
    return "int\(width)_t"
  }

  private static func array(_ type: String, _ name: String, _ values: [String]) -> String {
    var text = "static const \(type) \(name)[] = {"
    // A network without lookups has no places, but C has no empty arrays.
    for (index, value) in (values.isEmpty ? ["0"] : values).enumerated() {
      text += index.isMultiple(of: 16) ? "\n  \(value)," : " \(value),"
    }
    return text + "\n};"
  }

  private static func identifier(_ name: String) -> String {
    let letters = name.utf8.map { byte -> Character in
      let character = Character(UnicodeScalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
    }
    return "lnq_" + String(letters)
  }

  private static func escaped(_ text: String) -> String {
    let special: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?")]
    var literal = ""
    for byte in text.utf8 {
      if (32..<127).contains(byte), !special.contains(byte) {
        literal.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal
  }

  /// Text that ends no comment.
  private static func comment(_ text: String) -> String {
    VisibleText.escaped(text).replacing("*/", with: "* /").replacing("/*", with: "/ *")
  }
}
