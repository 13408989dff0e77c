/// PyTorch's `CrossEntropyLoss`: the mean over the rows of −log softmax(logits)[label].
///
/// Shapes: logits, probabilities and gradient rows × C, row-major; labels rows, each in 0 ..< C.
enum CrossEntropy {
  /// Writes softmax(logits) and each row's largest logit (the first of equals), and returns the loss and how often that
  /// is the label's.
  ///
  /// The largest logit of a row is subtracted from all first, so that nothing overflows.
  static func forward<Scalar: BLASScalar>(
    _ logits: UnsafePointer<Scalar>, labels: UnsafePointer<Int32>, into probabilities: UnsafeMutablePointer<Scalar>,
    predictions: UnsafeMutablePointer<Int32>, rows: Int, classes: Int
  ) -> BatchResult {
    var loss = 0.0
    var correct = 0
    for row in 0..<rows {
      let logits = logits + row * classes
      let probabilities = probabilities + row * classes
      let label = Int(labels[row])
      var best = 0
      for c in 1..<max(1, classes) where logits[c] > logits[best] { best = c }
      let largest = logits[best]
      var sum: Scalar = 0
      for c in 0..<classes {
        probabilities[c] = Scalar.exponential(logits[c] - largest)
        sum += probabilities[c]
      }
      let factor = 1 / sum
      for c in 0..<classes { probabilities[c] *= factor }
      loss += Double(Scalar.logarithm(sum) + largest - logits[label])
      predictions[row] = Int32(best)
      correct += best == label ? 1 : 0
    }
    return BatchResult(loss: loss / Double(rows), correct: correct)
  }

  /// gradient = (probabilities − 1 at the label) / rows; it may be the same memory as the probabilities.
  static func backward<Scalar: BLASScalar>(
    _ probabilities: UnsafePointer<Scalar>, labels: UnsafePointer<Int32>,
    into gradient: UnsafeMutablePointer<Scalar>, rows: Int, classes: Int
  ) {
    let share = 1 / Scalar(rows)
    for row in 0..<rows {
      for c in 0..<classes { gradient[row * classes + c] = probabilities[row * classes + c] * share }
      gradient[row * classes + Int(labels[row])] -= share
    }
  }
}

/// PyTorch's `CrossEntropyLoss(label_smoothing=ε)`: the cross-entropy with targets of 1 − ε + ε/C at the label and ε/C
/// elsewhere, C being the number of classes.
///
/// With logits x, a row's loss is the plain one plus ε · (x[label] − mean of x), since log softmax(x) differs from x by
/// the same number in all classes; the gradient of that is ε at the label − ε/C everywhere. So it is added to what
/// `CrossEntropy` gives. Shapes as there.
enum LabelSmoothing {
  /// Adds the smoothing's share to a loss and to the gradient of the rows' mean.
  ///
  /// - Returns: the mean loss over the rows.
  static func smooth<Scalar: BLASScalar>(
    _ loss: Double, by epsilon: Double, _ logits: UnsafePointer<Scalar>, labels: UnsafePointer<Int32>,
    gradient: UnsafeMutablePointer<Scalar>, rows: Int, classes: Int
  ) -> Double {
    let atLabel = Scalar(epsilon / Double(rows))
    let everywhere = Scalar(epsilon / Double(rows) / Double(classes))
    var excess = 0.0
    for row in 0..<rows {
      let logits = logits + row * classes
      let gradient = gradient + row * classes
      let label = Int(labels[row])
      var sum: Scalar = 0
      for c in 0..<classes {
        sum += logits[c]
        gradient[c] -= everywhere
      }
      gradient[label] += atLabel
      excess += Double(logits[label] - sum / Scalar(classes))
    }
    return loss + epsilon * excess / Double(rows)
  }
}
