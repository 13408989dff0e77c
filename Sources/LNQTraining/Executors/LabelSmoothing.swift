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
