/// The networks that come with lnq: `Models/*.model`, one file a case.
public enum BuiltInModel: String, CaseIterable, Sendable {
  /// One layer of neurons.
  case jscTiny = "jsc-tiny"
  /// Three narrow layers.
  case jscToy = "jsc-toy"
  /// Four layers.
  case jscMedium = "jsc-medium"
  /// Five layers of 16.
  case jscMy = "jsc-my"
  /// Three wide layers.
  case jscTinyX10 = "jsc-tiny-x10"
  /// Three layers with dropout.
  case jscCustom = "jsc-custom"
  /// A convolution over the features, and two residual blocks.
  case jscRS1923 = "jsc-rs1923"
  /// Four layers, the largest.
  case jscTrt = "jsc-trt"

  /// What a user types.
  public var name: String { rawValue }

  /// One line for `lnq models`.
  public var summary: String {
    switch self {
    case .jscTiny: "16→5, the smallest classifier of the jet data"
    case .jscToy: "16→8→8→5 with batch normalization everywhere"
    case .jscMedium: "16→32→16→8→5 with batch normalization everywhere"
    case .jscMy: "16→16→16→16→16→5"
    case .jscTinyX10: "16→40→25→5, without a ReLU on the outputs"
    case .jscCustom: "16→32→16→5 with dropout"
    case .jscRS1923: "a Conv1d over the features and two residual blocks"
    case .jscTrt: "16→32→48→16→5 with dropout"
    }
  }

  /// The model file.
  public var text: String {
    let bytes =
      switch self {
      case .jscTiny: PackageResources.jsc_tiny_model
      case .jscToy: PackageResources.jsc_toy_model
      case .jscMedium: PackageResources.jsc_medium_model
      case .jscMy: PackageResources.jsc_my_model
      case .jscTinyX10: PackageResources.jsc_tiny_x10_model
      case .jscCustom: PackageResources.jsc_custom_model
      case .jscRS1923: PackageResources.jsc_rs1923_model
      case .jscTrt: PackageResources.jsc_trt_model
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The layers.
  ///
  /// - Throws: never for the files as they are; a test reads them all.
  public func modelDescription() throws(ModelError) -> ModelDescription {
    try ModelDescription(name: name, text: text, source: "\(name).model")
  }

  /// The model with this name.
  ///
  /// - Throws: `ModelError` that lists the names and suggests the nearest.
  public static func named(_ name: String) throws(ModelError) -> BuiltInModel {
    guard let model = BuiltInModel(rawValue: name) else {
      let known = allCases.map(\.name)
      throw ModelError(
        source: name, line: nil, problem: .unknownModel(nearest: NearestName.of(name, in: known), known: known))
    }
    return model
  }
}
