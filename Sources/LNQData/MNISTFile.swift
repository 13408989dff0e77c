/// The four files of MNIST, in the order that lnq takes them: training part, then test part.
public enum MNISTFile: String, Sendable, CaseIterable {
  /// 60,000 images of 28 × 28 bytes.
  case trainImages = "train-images-idx3-ubyte"
  /// Their digits.
  case trainLabels = "train-labels-idx1-ubyte"
  /// 10,000 images.
  case testImages = "t10k-images-idx3-ubyte"
  /// Their digits.
  case testLabels = "t10k-labels-idx1-ubyte"

  /// The SHA-256 of the unpacked file.
  public var sha256: String {
    switch self {
    case .trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    case .trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    case .testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    case .testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    }
  }
}
