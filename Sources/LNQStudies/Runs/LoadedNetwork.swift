import Foundation
import LNQData
import LNQInterchange
import LNQText
import LNQTraining

/// Where a network came from that lnq did not begin, for `run.json`.
package struct NetworkOrigin: Codable, Equatable, Sendable {
  /// The file, as it was given.
  package var file: String
  /// Its SHA-256.
  package var sha256: String
  /// `safetensors`, `torch`, `onnx`.
  package var format: String
  /// The program that wrote it, as the file says; nil when it does not.
  package var producer: String?
  /// How its tensors were found.
  package var matching: String?
  /// Which tensor of the file became which parameter, by the parameter's name.
  package var parameters: [String: String]?
}

/// A file that `--load` or `lnq import` names: a checkpoint of lnq, or weights or a graph that another program wrote.
package struct LoadedNetwork {
  /// What is in it.
  package enum Content {
    case checkpoint(Checkpoint)
    case weights(WeightFile)
    case graph(ONNXImport)
  }

  /// As it was given.
  package let path: String
  package let content: Content
  private let sha256: String

  /// Reads the file.
  ///
  /// - Throws: `CheckpointError`, `RunDirectoryError`, `InterchangeError`, `CommandError.input` for a file that cannot be read.
  package init(path: String) throws {
    self.path = path
    if RunFile.checkpoint(at: path) != nil {
      content = .checkpoint(try RunDirectory.checkpoint(at: path))
      sha256 = ""
      return
    }
    let data = try InputFile.data(path)
    sha256 = Checksums.Version(data).sha256
    let bytes = Array(data)
    if path.lowercased().hasSuffix(".onnx") || ONNXImport.isONNX(bytes) {
      let url = URL(fileURLWithPath: path)
      let name = FileName.make(of: url.deletingPathExtension().lastPathComponent)
      content = .graph(
        try ONNXImport(bytes: bytes, name: name, file: path) { other in
          // Constants may be in a file beside the model, and nowhere else.
          other.contains("/")
            ? nil : (try? InputFile.data(url.deletingLastPathComponent().path + "/" + other)).map { Array($0) }
        })
      return
    }
    do {
      content = .checkpoint(try Checkpoint(bytes: bytes, file: path))
    } catch {
      switch error.problem {
      // A checkpoint of lnq with impossible numbers; other names and types of tensors are those of somebody who changed it.
      case .model, .metadata, .value, .shape, .size, .offsets, .leftOver: throw error
      default: break
      }
      content = .weights(try WeightFile(bytes: bytes, file: path))
    }
  }

  /// What became of the file's network that it does not say.
  package var notes: [String] {
    if case .graph(let graph) = content { graph.notes } else { [] }
  }

  /// The network that the file itself describes; nil where it has numbers alone.
  package var model: ModelDescription? {
    if case .graph(let graph) = content { graph.model } else { nil }
  }

  /// The network of `model` with the numbers of the file; of one with Quant layers also when they are those of the same network without.
  ///
  /// - Returns: the network, and where it came from; nil of a checkpoint of lnq.
  /// - Throws: `InterchangeError`; `CommandError.input` when the file holds another network, or one of other features or classes.
  package func network(
    of model: ModelDescription, for dataset: Dataset, observer: any WorkObserver
  ) throws -> (Network, NetworkOrigin?) {
    guard model.inputCount == dataset.featureNames.count, model.outputCount == dataset.classNames.count else {
      throw CommandError.input(
        "\(model.name) takes \(NumberText.counted(model.inputCount, "feature", "features")) and gives "
          + "\(NumberText.counted(model.outputCount, "class", "classes")), but \(dataset.name) has "
          + "\(dataset.featureNames.count) and \(dataset.classNames.count): choose another model or dataset")
    }
    switch content {
    case .checkpoint(let checkpoint):
      guard checkpoint.network.modelText == model.description || model.hasQuantizers else {
        throw CommandError.input(
          "\(path) holds another network than \(model.name): its layers are\n\(checkpoint.network.modelText)")
      }
      guard checkpoint.featureNames == dataset.featureNames, checkpoint.classNames == dataset.classNames else {
        throw CommandError.input(
          "\(path) was trained on other features or classes than those of \(dataset.name): "
            + "classes \(VisibleText.list(checkpoint.classNames)), here \(VisibleText.list(dataset.classNames))")
      }
      return (try network(of: model, from: checkpoint.network, for: dataset), nil)
    case .weights(let file):
      let hasScales = file.tensors.contains { $0.name.hasSuffix("log2_scale") }
      let source = model.hasQuantizers && !hasScales ? try model.withoutQuantizers() : model
      let matching = try WeightMatching(file, to: source, named: path)
      observer.tell(text(of: matching))
      let network = try matching.network(source, file: path)
      let origin = NetworkOrigin(
        file: path, sha256: sha256, format: file.format.rawValue, producer: file.producer, matching: matching.method,
        parameters: Dictionary(matching.rows.map { ($0.parameter, $0.tensor) }) { first, _ in first })
      return (try self.network(of: model, from: network, for: dataset), origin)
    case .graph(let graph):
      let origin = NetworkOrigin(
        file: path, sha256: sha256, format: "onnx", producer: graph.producer.isEmpty ? nil : graph.producer)
      return (try renamed(graph, as: model), origin)
    }
  }

  /// The same with the name of a model of the same layers.
  private func renamed(_ graph: ONNXImport, as model: ModelDescription) throws(CommandError) -> Network {
    guard graph.model.description == model.description else {
      throw .input("\(path) holds another network than \(model.name): its layers are\n\(graph.model)")
    }
    return Network(model) { graph.network.numbers(at: $0) }
  }

  private func network(of model: ModelDescription, from network: Network, for dataset: Dataset) throws -> Network {
    guard network.modelText != model.description else { return network }
    do {
      return try Network(model, fineTuning: network, over: dataset.train)
    } catch {
      throw CommandError.input("\(path) cannot be fine-tuned as \(model.name): \(error)")
    }
  }

  /// What went where.
  private func text(of matching: WeightMatching) -> String {
    var lines = [["parameter", "tensor of the file", "shape"]]
    lines += matching.rows.map { [$0.parameter, $0.tensor, $0.shape.map { "\($0)" }.joined(separator: " × ")] }
    var text = "\(path): \(NumberText.counted(matching.rows.count, "tensor", "tensors")) found \(matching.method)\n"
    text += TextTable(rows: lines).text + "\n"
    if !matching.unused.isEmpty {
      text += "not used: \(VisibleText.list(matching.unused))\n"
    }
    return text
  }
}
