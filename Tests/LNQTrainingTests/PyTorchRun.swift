import Foundation
import LNQData
import LNQTraining

/// A few training steps as PyTorch made them: a file that `Benchmarks/pytorch/make_fixtures.py` wrote.
struct PyTorchRun: Decodable {
  struct Settings: Decodable {
    let lr: Double
    var betas: [Double]?
    var momentum: Double?
    var nesterov: Bool?
    var weightDecay: Double?

    enum CodingKeys: String, CodingKey {
      case lr
      case betas
      case momentum
      case nesterov
      case weightDecay = "weight_decay"
    }
  }

  let model: String
  let connections: [String: [[Int]]]?
  let optimizer: String
  let settings: Settings
  let features: [Float]
  let labels: [Int32]
  let batches: [[Int32]]
  let masks: [[String]]
  let initial: [String: [Float]]
  let losses32: [Double]
  let losses64: [Double]
  let logits64: [Double]
  let final64: [String: [Double]]

  static func read(_ name: String) throws -> PyTorchRun {
    try JSONDecoder().decode(PyTorchRun.self, from: try Fixture.data("\(name).json"))
  }

  var rows: LabelledRows { LabelledRows(featureCount: 16, features: features, labels: labels) }

  /// The network before the first step.
  var network: Network {
    get throws {
      let model = try ModelDescription(name: "fixture", text: model)
      let shapes = Network(model, seed: 0).stateDict
      let tensors = try shapes.map { tensor in
        if case .int64 = tensor.values { return tensor }
        guard let values = initial[tensor.name] else { throw Missing(name: tensor.name) }
        return Safetensors.Tensor(name: tensor.name, shape: tensor.shape, values: .float32(values))
      }
      return try Network(model, stateDict: tensors, connections: connections ?? [:])
    }
  }

  /// What lnq calls the optimizer and its settings.
  var lnqOptimizer: Optimizer {
    let (beta1, beta2) = (settings.betas?[0] ?? 0.9, settings.betas?[1] ?? 0.999)
    return switch optimizer {
    case "adam": .adam(beta1: beta1, beta2: beta2)
    case "adamw": .adamW(beta1: beta1, beta2: beta2)
    default: .sgd(momentum: settings.momentum ?? 0, nesterov: settings.nesterov ?? false)
    }
  }

  struct Missing: Error { let name: String }
}

/// Repeats masks that PyTorch drew: dropout drops when a number is small.
struct RecordedMasks: RandomNumberGenerator {
  private var isKept: [Bool]
  private var position = 0

  /// The masks of one step, layer after layer: `1` keeps, `0` drops.
  init(_ masks: [String]) {
    isKept = masks.joined().map { $0 == "1" }
  }

  mutating func next() -> UInt64 {
    position += 1
    return isKept[position - 1] ? .max : 0
  }

  /// Whether every number was asked for.
  var isUsedUp: Bool { position == isKept.count }
}

/// The files beside the tests.
enum Fixture {
  static func data(_ name: String) throws -> Data {
    guard let url = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return try Data(contentsOf: url.appendingPathComponent(name))
  }
}
