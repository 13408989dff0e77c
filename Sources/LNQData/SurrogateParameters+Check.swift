extension SurrogateParameters {
  /// Throws a sentence about the first thing that does not fit.
  func check() throws(DatasetError) {
    try demand(!features.isEmpty && Set(features).count == features.count, "feature names are missing or repeated")
    try demand(classes.count >= 2 && Set(classes).count == classes.count, "class names are missing or repeated")
    try demand(
      !latentFeatures.isEmpty && Set(latentFeatures).count == latentFeatures.count,
      "latent names are missing or repeated")
    for feature in features {
      try demand(latentIndex(of: feature) != nil, "\(feature) is neither a latent feature nor a copy of one")
    }
    for feature in integerFeatures { try demand(features.contains(feature), "the integer \(feature) is no feature") }
    try checkQuantiles()
    try checkMixture()
    try checkPosterior()
  }

  /// The index of the latent feature that `feature` shows, its own or the one that it copies.
  func latentIndex(of feature: String) -> Int? {
    latentFeatures.firstIndex(of: copies[feature] ?? feature)
  }

  private func checkQuantiles() throws(DatasetError) {
    try demand(probabilities.count >= 2, "there are fewer than two probabilities")
    for (lower, upper) in zip(probabilities, probabilities.dropFirst()) {
      try demand(lower < upper, "probabilities do not ascend at \(lower), \(upper)")
    }
    try demand(
      probabilities.allSatisfy { $0 > 0 && $0 < 1 }, "probabilities are not between 0 and 1")
    for name in latentFeatures {
      let values = quantiles[name] ?? []
      try demand(
        values.count == probabilities.count && values.allSatisfy { Float($0).isFinite },
        "\(name) has \(values.count) quantiles for \(probabilities.count) probabilities, or one is not finite")
      for (lower, upper) in zip(values, values.dropFirst()) {
        try demand(lower <= upper, "the quantiles of \(name) fall from \(lower) to \(upper)")
      }
    }
  }

  private func checkMixture() throws(DatasetError) {
    let count = latentFeatures.count
    try demand(!components.isEmpty, "there is no component")
    for (index, component) in components.enumerated() {
      try demand(component.weight > 0 && component.weight.isFinite, "component \(index) has no positive weight")
      try demand(
        component.mean.count == count && component.mean.allSatisfy(\.isFinite),
        "component \(index) has \(component.mean.count) means for \(count) latent features, or one is not finite")
      try demand(
        component.cholesky.map(\.count) == Array(1...count) && component.cholesky.joined().allSatisfy(\.isFinite),
        "the factor of component \(index) is not a lower triangle of \(count) rows of finite numbers")
    }
  }

  private func checkPosterior() throws(DatasetError) {
    let layers = [
      ("hidden", posterior.hidden, latentFeatures.count, posterior.hidden.bias.count),
      ("output", posterior.output, posterior.hidden.bias.count, classes.count),
    ]
    for (name, layer, inputs, outputs) in layers {
      try demand(
        outputs > 0 && layer.bias.count == outputs && layer.weight.count == outputs
          && layer.weight.allSatisfy { $0.count == inputs },
        "the posterior's \(name) layer is not \(outputs) rows of \(inputs) weights with \(outputs) biases")
      try demand(
        layer.bias.allSatisfy(\.isFinite) && layer.weight.joined().allSatisfy(\.isFinite),
        "the posterior's \(name) layer has a number that is not finite")
    }
  }

  private func demand(_ condition: Bool, _ problem: @autoclosure () -> String) throws(DatasetError) {
    if !condition { throw .surrogateParameters(problem()) }
  }
}
