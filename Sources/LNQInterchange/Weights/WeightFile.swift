import LNQData
import LNQTraining

/// Named arrays of numbers from a file that another program wrote.
public struct WeightFile: Sendable {
  /// What kind of file it is.
  public enum Format: String, Sendable {
    case safetensors
    case torch
  }

  /// What kind of file it is.
  public let format: Format
  /// The program that wrote it, as the file says; nil when it does not.
  public let producer: String?
  /// In the order of the file.
  public let tensors: [Safetensors.Tensor]

  /// Reads a file of any format.
  ///
  /// - Parameter file: what error sentences call it.
  /// - Throws: `InterchangeError`.
  public init(bytes: [UInt8], file: String) throws(InterchangeError) {
    if bytes.starts(with: TorchArchive.legacyStart) || bytes.starts(with: [0x50, 0x4B, 3, 4])
      || bytes.starts(with: [0x50, 0x4B, 5, 6])
    {
      format = .torch
      (tensors, producer) = try bytes.withUnsafeBufferPointer { buffer throws(InterchangeError) in
        let archive = try TorchArchive(buffer, file: file)
        return (try archive.tensors(), archive.producer)
      }
    } else if let name = Self.foreignFormat(bytes) {
      throw InterchangeError(file: file, problem: .format(name))
    } else {
      format = .safetensors
      do {
        let contents = try Safetensors(bytes: bytes, file: file)
        tensors = contents.tensors
        producer = contents.metadata["producer"]
      } catch {
        throw InterchangeError(file: file, problem: .safetensors(error.problem))
      }
    }
    guard !tensors.isEmpty else { throw InterchangeError(file: file, problem: .noTensors) }
  }

  /// What a file is that is not read, and how to make one that is.
  private static func foreignFormat(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      return "an HDF5 file, as Keras writes: save the weights as safetensors or as a state_dict of torch"
    }
    // A header's length may begin so, too, but a brace follows.
    if bytes.starts(with: [0x80]), bytes.count > 1, bytes[1] < 6, bytes.count < 9 || bytes[8] != UInt8(ascii: "{") {
      return "a pickle, but none of torch.save: load it with what wrote it, and save the state_dict with torch.save(…)"
    }
    return nil
  }
}

/// What is wrong with a file of another program, or with how it fits a model.
public struct InterchangeError: Error, Hashable, Sendable {
  /// The file.
  public let file: String
  /// What is wrong.
  public let problem: Problem

  /// Puts both together.
  public init(file: String, problem: Problem) {
    (self.file, self.problem) = (file, problem)
  }

  /// The kinds of problems.
  public enum Problem: Error, Hashable, Sendable {
    /// The zip archive around everything.
    case archive(DatasetError)
    /// A zip archive of something else.
    case noPickle(String?)
    /// Numbers of a processor of another kind.
    case bigEndian
    /// The pickle in it.
    case pickle(String)
    /// A file of safetensors.
    case safetensors(CheckpointError.Problem)
    /// A known format that is not read.
    case format(String)
    /// A graph that is no network of lnq.
    case onnx(String)
    /// A node that lnq has no layer for.
    case node(String, String)
    /// What is in it needs more memory than its size lets expect.
    case tooLarge(limit: Int)
    /// Nothing to load.
    case noTensors
    /// A tensor that cannot be read.
    case tensor(String, String)
    /// Parameters of the model that are not in the file, and such in the file that the model has not.
    case unmatched(missing: [String], extra: [String], found: Int)
    /// A number that cannot be there.
    case checkpoint(CheckpointError.Problem)
    /// A layer that needs more than a state_dict says.
    case connections(layer: String)
    /// More inputs of a neuron have weights than its fan-in.
    case fanIn(tensor: String, row: Int, count: Int, fanIn: Int)
  }
}

extension InterchangeError: CustomStringConvertible {
  /// `net.pt: …`, one line, whatever the names in the file are.
  public var description: String {
    let text = if case .archive(let error) = problem { "\(error)" } else { "\(file): \(problem)" }
    // Byte by byte: a carriage return and a line feed are one character.
    return String(decoding: text.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
  }
}

extension InterchangeError.Problem: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .archive(let error): "\(error)"
    case .noPickle(let member):
      "it is a zip archive\(member.map { " with \($0)" } ?? ""), but none of torch.save: it has no data.pkl"
    case .bigEndian:
      "its numbers are big-endian: load it with torch on the machine that wrote it, and save it as safetensors"
    case .pickle(let problem): problem
    case .safetensors(let problem): "\(problem)"
    case .format(let text): "it is \(text)"
    case .onnx(let text): text
    case .node(let node, let text): "\(node): \(text)"
    case .tooLarge(let limit):
      "what is in it would take more than \(limit >> 20) MB, which its size does not explain: save the network's parameters alone, as 32-bit "
        + "floats"
    case .noTensors: "there is no tensor in it: save the model's state_dict, torch.save(model.state_dict(), …)"
    case .tensor(let name, let problem): "tensor \(name): \(problem)"
    case .unmatched(let missing, let extra, let found):
      "\(found) of the model's parameters are in it"
        + (missing.isEmpty ? "" : "; it lacks \(Self.list(missing))")
        + (extra.isEmpty ? "" : "; the model has no place for \(Self.list(extra))")
        + ": the model has to be the network that was saved, layer by layer"
    case .checkpoint(let problem): "\(problem)"
    case .connections(let layer):
      "it does not say which inputs the neurons of \(layer) see: layers with degree, hidden or adders load from lnq's own "
        + "checkpoints alone"
    case .fanIn(let tensor, let row, let count, let fanIn):
      "row \(row) of \(tensor) has \(count) weights that are not 0, but fan_in is \(fanIn): write fan_in=\(count), or leave it out"
    }
  }

  private static func list(_ names: [String]) -> String {
    (names.count > 8 ? names.prefix(7) + ["\(names.count - 7) more"] : names).joined(separator: ", ")
  }
}
