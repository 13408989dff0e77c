import LNQText

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
  /// Four layers, the largest of the dense ones.
  case jscTrt = "jsc-trt"
  /// LogicNets' small network: tables of 6 inputs.
  case jscS = "jsc-s"
  /// LogicNets' medium network: tables of 12 inputs.
  case jscM = "jsc-m"
  /// LogicNets' large network: tables of 12 and 15 inputs.
  case jscL = "jsc-l"
  /// PolyLUT: polynomials of degree 6.
  case jscMLite = "jsc-m-lite"
  /// PolyLUT's largest: polynomials of degree 4, 8.55 million rows of tables.
  case jscXL = "jsc-xl"
  /// PolyLUT-Add: neurons that are sums of two tables.
  case jscMLiteAdd2 = "jsc-m-lite-add2"
  /// NeuraLUT: a small network in each table.
  case jsc2L = "jsc-2l"
  /// An additive network: sums of splines of one input, in tables.
  case jscKAN = "jsc-kan"
  /// An additive network whose inputs learn their widths.
  case jscHGQ = "jsc-hgq"
  /// PolyLUT for the digits of MNIST.
  case mnistHDR = "mnist-hdr"
  /// MNIST in tables of 6 inputs, whose connections are learned.
  case mnistLUT6 = "mnist-lut6"
  /// DWN for the jets: 10 learned tables.
  case jscDWN10 = "jsc-dwn-10"
  /// DWN for the jets: 50 learned tables.
  case jscDWN50 = "jsc-dwn-50"
  /// DWN for the jets: 360 learned tables.
  case jscDWN360 = "jsc-dwn-360"
  /// DWN for MNIST: 300 learned tables.
  case mnistDWN300 = "mnist-dwn-300"
  /// DWN for MNIST: 480 learned tables.
  case mnistDWN480 = "mnist-dwn-480"
  /// DWN for MNIST: 760 learned tables, whose bits are darker pixels, too.
  case mnistDWN760 = "mnist-dwn-760"
  /// DWN for MNIST: 900 learned tables.
  case mnistDWN900 = "mnist-dwn-900"
  /// DWN for MNIST: 1800 learned tables.
  case mnistDWN1800 = "mnist-dwn-1800"
  /// LogicNets for network traffic.
  case nidS = "nid-s"

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
    case .jscS: "LogicNets' JSC-S: 64, 32, 32, 32 neurons of 3 inputs of 2 bits"
    case .jscM: "LogicNets' JSC-M: 64, 32, 32, 32 neurons of 4 inputs of 3 bits"
    case .jscL: "LogicNets' JSC-L: 32, 64, 192, 192, 16 neurons of 3 to 5 inputs of 3 or 4 bits"
    case .jscMLite: "PolyLUT's JSC-M Lite: 64, 32 neurons, polynomials of degree 6"
    case .jscXL: "PolyLUT's JSC-XL: 128, 64, 64, 64 neurons, polynomials of degree 4"
    case .jscMLiteAdd2: "PolyLUT-Add's JSC-M Lite: each neuron the sum of two polynomials"
    case .jsc2L: "NeuraLUT's JSC-2L: 32 neurons, each a network of 4 layers"
    case .jscKAN: "16→8→5, each edge a spline that is a table of one code"
    case .jscHGQ: "16→8→5, splines as in jsc-kan, whose inputs learn how many bits they have"
    case .mnistHDR: "PolyLUT's HDR for MNIST: 256, 100, 100, 100, 100 neurons"
    case .mnistLUT6: "384 neurons that are sums of 4 tables, outputs that are sums of 64; all tables have 6 inputs"
    case .jscDWN10: "DWN: thermometer bits, 10 learned tables, counts"
    case .jscDWN50: "DWN: thermometer bits, 50 learned tables, counts"
    case .jscDWN360: "DWN: thermometer bits, 360 learned tables, counts"
    case .mnistDWN300: "DWN for MNIST: a bit a pixel, 300 learned tables, counts"
    case .mnistDWN480: "DWN for MNIST: a bit a pixel, 480 learned tables, counts"
    case .mnistDWN760: "DWN for MNIST: whether a pixel is 64 or more, 760 learned tables, counts"
    case .mnistDWN900: "DWN for MNIST: a bit a pixel, 900 learned tables, counts"
    case .mnistDWN1800: "DWN for MNIST: a bit a pixel, 1800 learned tables, counts"
    case .nidS: "LogicNets' NID-S for 593 binary features of network traffic"
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
      case .jscS: PackageResources.jsc_s_model
      case .jscM: PackageResources.jsc_m_model
      case .jscL: PackageResources.jsc_l_model
      case .jscMLite: PackageResources.jsc_m_lite_model
      case .jscXL: PackageResources.jsc_xl_model
      case .jscMLiteAdd2: PackageResources.jsc_m_lite_add2_model
      case .jsc2L: PackageResources.jsc_2l_model
      case .jscKAN: PackageResources.jsc_kan_model
      case .jscHGQ: PackageResources.jsc_hgq_model
      case .mnistHDR: PackageResources.mnist_hdr_model
      case .mnistLUT6: PackageResources.mnist_lut6_model
      case .jscDWN10: PackageResources.jsc_dwn_10_model
      case .jscDWN50: PackageResources.jsc_dwn_50_model
      case .jscDWN360: PackageResources.jsc_dwn_360_model
      case .mnistDWN300: PackageResources.mnist_dwn_300_model
      case .mnistDWN480: PackageResources.mnist_dwn_480_model
      case .mnistDWN760: PackageResources.mnist_dwn_760_model
      case .mnistDWN900: PackageResources.mnist_dwn_900_model
      case .mnistDWN1800: PackageResources.mnist_dwn_1800_model
      case .nidS: PackageResources.nid_s_model
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The layers.
  ///
  /// - Throws: never for the files as they are; a test reads them all.
  public func modelDescription() throws(ModelError) -> ModelDescription { try source().description(for: nil) }

  /// The model as text.
  ///
  /// - Throws: never for the files as they are.
  public func source() throws(ModelError) -> ModelSource {
    try ModelSource(name: name, text: text, source: "\(name).model")
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
