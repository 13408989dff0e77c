import LNQText

extension Layer: CustomStringConvertible {
  /// The layers that the notation knows: PyTorch's names, Brevitas-like ones, and lnq's `Residual` and `Ensemble`.
  public static let names =
    ([
      "BatchNorm1d", "Conv1d", "Dropout", "Ensemble", "Flatten", "GroupSum", "KANLinear", "LUTLayer", "Linear",
      "QuantHardTanh",
      "QuantIdentity", "QuantReLU", "Residual", "Thermometer", "Unflatten",
    ] + ElementwiseFunction.kinds.map { $0.name }).sorted()

  /// The canonical notation: positional counts, and keywords for what differs from PyTorch's defaults.
  public var description: String {
    switch self {
    case .batchNorm1d(let featureCount, let epsilon, let momentum):
      "BatchNorm1d(\(featureCount)\(epsilon == 1e-5 ? "" : ", eps=\(epsilon)")"
        + "\(momentum == 0.1 ? "" : ", momentum=\(momentum)"))"
    case .elementwise(let function): function.notation
    case .linear(let inputCount, let outputCount, let hasBias, let fanIn):
      "Linear(\(inputCount), \(outputCount)\(hasBias ? "" : ", bias=False")\(fanIn.map { ", fan_in=\($0)" } ?? ""))"
    case .dropout(let probability): "Dropout(\(probability))"
    case .conv1d(let geometry, let hasBias): "Conv1d(\(geometry.notation)\(hasBias ? "" : ", bias=False"))"
    case .flatten: "Flatten()"
    case .unflatten(let channels, let length): "Unflatten(1, (\(channels), \(length)))"
    case .branches(.residual, let branches):
      "Residual(\(Self.list(branches[0]))\(branches[1].isEmpty ? "" : ", shortcut=Sequential(\(Self.list(branches[1])))"))"
    case .branches(.ensemble, let members):
      "Ensemble(\(members.map { "Sequential(\(Self.list($0)))" }.joined(separator: ", ")))"
    case .quantizer(let settings): settings.notation
    case .neurons(let shape): shape.notation
    case .kanLinear(let shape): shape.notation
    case .thermometer(let shape): shape.notation
    case .luts(let shape): shape.notation
    case .groupSum(let shape): shape.notation
    }
  }

  private static func list(_ layers: [Layer]) -> String {
    layers.map(\.description).joined(separator: ", ")
  }

  /// Reads a call, with the parameters that PyTorch gives that class, in PyTorch's order.
  ///
  /// The layers of a `Residual` or an `Ensemble` are read by `ModelDescription.StatedLayer`.
  /// - Throws: a missing or unknown argument, or one of the wrong type or out of range.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    switch call.name {
    case "BatchNorm1d":
      let arguments = try call.arguments(
        ["num_features", "eps", "momentum", "affine", "track_running_stats"], required: 1)
      try arguments.require("affine", isAlways: true)
      try arguments.require("track_running_stats", isAlways: true)
      self = .batchNorm1d(
        featureCount: try arguments.count("num_features"),
        epsilon: try arguments.number("eps", in: 0...1, default: 1e-5),
        momentum: try arguments.number("momentum", in: 0...1, default: 0.1))
    case "Linear":
      self = try Self.linear(call)
    case "QuantIdentity": self = try Self.quantizer(.identity, call)
    case "QuantHardTanh": self = try Self.quantizer(.hardTanh, call)
    case "QuantReLU": self = try Self.quantizer(.relu, call)
    case "Dropout":
      let arguments = try call.arguments(["p", "inplace"], required: 0)
      _ = try arguments.boolean("inplace", default: false)
      let probability = try arguments.number("p", in: 0...1, default: 0.5)
      guard probability < 1 else {
        throw .outOfRange(
          call: call.text, argument: "p", value: "\(probability)", allowed: "at least 0 and less than 1")
      }
      self = .dropout(probability: probability)
    case "Conv1d":
      self = try Self.conv1d(call)
    case "KANLinear": self = .kanLinear(try KANShape(call))
    case "Thermometer": self = .thermometer(try ThermometerShape(call))
    case "LUTLayer": self = .luts(try LUTShape(call))
    case "GroupSum": self = .groupSum(try GroupSumShape(call))
    case "Flatten":
      let arguments = try call.arguments(["start_dim", "end_dim"], required: 0)
      try arguments.require("start_dim", isAlways: 1)
      try arguments.require("end_dim", isAlways: -1)
      self = .flatten
    case "Unflatten":
      let arguments = try call.arguments(["dim", "unflattened_size"], required: 2)
      try arguments.require("dim", isAlways: 1)
      let (channels, length) = try arguments.pair("unflattened_size", in: Self.featureCounts)
      guard Self.featureCounts.contains(channels * length) else {
        throw .tooManyActivations(
          call: call.text, gives: .channels(channels, length: length), limit: Self.featureCounts.upperBound)
      }
      self = .unflatten(channels: channels, length: length)
    default:
      guard let kind = ElementwiseFunction.kinds.first(where: { $0.name == call.name }) else {
        throw .unknownLayer(call.name, nearest: NearestName.of(call.name, in: Self.names))
      }
      self = .elementwise(try kind.init(call).function)
    }
  }
}
