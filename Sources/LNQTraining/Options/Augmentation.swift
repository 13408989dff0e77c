/// How training rows are changed each time that they are seen.
public enum Augmentation: String, TrainingChoice, Codable {
  /// Not at all.
  case off = "none"
  /// Square images, row after row of pixels, move by up to a pixel in both directions; what comes in from outside is 0. 64
  /// neighbouring rows of a batch move together: about half of the time not at all, else in one of the eight directions.
  case shift
}

extension TrainingOptions {
  /// The options that only networks of bits have a use for, where they are set.
  var givenForBits: [TrainingOption] {
    let given: [(TrainingOption, Bool)] = [
      (.augment, augment != nil), (.estimator, estimator != nil), (.sharpness, sharpness != nil),
      (.mappingInterval, mappingInterval != nil), (.mappingRate, mappingRate != nil),
      (.selectThresholds, selectThresholds != nil),
    ]
    return given.filter(\.1).map(\.0)
  }
}
