import LNQData
import LNQTraining
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  private func checkpoint(_ text: String = "BatchNorm1d(16)\nLinear(16, 5, fan_in=3)\nReLU()") throws -> Checkpoint {
    let dataset = SampleRows.dataset()
    var options = TrainingOptions()
    options.epochs = 1
    let network = Network(try ModelDescription(name: "mine", text: text), seed: 3)
    let result = try #require(try Trainer(network: network, dataset: dataset, options: options).run())
    return Checkpoint(network: result.best, dataset: dataset, epoch: 1, seed: .max, lnqVersion: "0.1.0")
  }

  @Test(
    "come back exactly, as equal bytes every time",
    arguments: [
      "BatchNorm1d(16)\nReLU()\nLinear(16, 5)\nReLU()", "Linear(16, 5, bias=False)",
      "BatchNorm1d(16, eps=0.001, momentum=0.3)\nLinear(16, 7, fan_in=3)\nDropout(0.1)\nLinear(7, 5, fan_in=2)",
      "Unflatten(1, (1, 16))\nConv1d(1, 4, 3, stride=2, padding=1, bias=False)\nBatchNorm1d(4)\nReLU()\n"
        + "Residual(Conv1d(4, 2, 1), ReLU(), Conv1d(2, 6, 3, padding=1), shortcut=Sequential(Conv1d(4, 6, 1, groups=2)))"
        + "\nFlatten()\nResidual(Linear(48, 48, fan_in=3), Residual(BatchNorm1d(48), Linear(48, 48, fan_in=2)))\n"
        + "Linear(48, 5, fan_in=7)",
      "QuantIdentity(bits=3)\nLinear(16, 8, fan_in=3, degree=2)\nBatchNorm1d(8)\nQuantReLU(bits=2, max=2.5)\n"
        + "Linear(8, 6, fan_in=2, adders=3, adder_bits=5)\nQuantIdentity(bits=8, signed=False, scale='power_of_two')\n"
        + "Ensemble(Sequential(Linear(6, 5, fan_in=2, hidden=3, depth=4, skip=2), QuantHardTanh(bits=4)), "
        + "Sequential(Linear(6, 5, fan_in=1, degree=4, adders=2)))",
    ])
  func roundTrip(text: String) throws {
    let checkpoint = try checkpoint(text)
    let bytes = checkpoint.serialized()
    let read = try Checkpoint(bytes: bytes, file: "best.safetensors")
    #expect(read == checkpoint)
    #expect(read.serialized() == bytes)
    #expect(read.network.modelText == text + "\n")
  }

  @Test("keep numbers and names exactly, however odd")
  func oddValues() throws {
    let network = Network(try ModelDescription(name: "a \"b\"", text: "Linear(3, 2)"), seed: 0)
    let checkpoint = Checkpoint(
      network: network, featureNames: ["\"", "\\,\n", "ζ [GeV]"], classNames: ["", "b"],
      standardization: Standardization(
        mean: [0.1 + 0.2, -(5.0.nextUp), 1.7976931348623157e308], scale: [1e-300, 1.0 / 3, 2]),
      datasetName: "data", datasetSHA256: "0", epoch: 7, seed: .max, lnqVersion: "9")
    #expect(try Checkpoint(bytes: checkpoint.serialized(), file: "x") == checkpoint)
  }

  @Test("carry the metadata that other programs can read")
  func metadata() throws {
    let safetensors = try checkpoint("Linear(16, 5, bias=False)").safetensors
    #expect(
      safetensors.metadata.keys.sorted() == [
        "class_names", "dataset_name", "dataset_sha256", "epoch", "feature_names", "format", "lnq_version",
        "model_name", "model_text", "seed", "standardization_mean", "standardization_scale",
      ])
    #expect(safetensors.metadata["model_text"] == "Linear(16, 5, bias=False)\n")
    #expect(safetensors.metadata["class_names"] == #"["c0","c1","c2","c3","c4"]"#)
    #expect(safetensors.metadata["seed"] == "18446744073709551615")
    #expect(safetensors.metadata["format"] == "pt")
    #expect(try checkpoint().safetensors.metadata["connections"]?.hasPrefix(#"{"1":[["#) == true)
    let nested = try checkpoint(
      "Residual(Linear(16, 16, fan_in=1), shortcut=Sequential(ReLU(), Linear(16, 16)))\nLinear(16, 5)")
    #expect(nested.safetensors.metadata["connections"]?.hasPrefix(#"{"0.body.0":[["#) == true)
  }

  @Test("put the counters first, so that every number lies at a multiple of its size")
  func alignment() throws {
    let names = try checkpoint("BatchNorm1d(16)\nLinear(16, 5)\nBatchNorm1d(5)").safetensors.tensors.map(\.name)
    #expect(
      names.prefix(3) == [
        "seq_blocks.0.num_batches_tracked", "seq_blocks.2.num_batches_tracked", "seq_blocks.0.weight",
      ])
  }

  @Test("that do not agree with themselves are refused with the tensor or the metadata")
  func damage() throws {
    let intact = try checkpoint().safetensors
    func sentence(
      metadata key: String? = nil, _ value: String? = nil, tensors: [Safetensors.Tensor]? = nil
    ) -> String? {
      var metadata = intact.metadata
      if let key { metadata[key] = value }
      let bytes = Safetensors(tensors: tensors ?? intact.tensors, metadata: metadata).serialized()
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(bytes: bytes, file: "best.safetensors") }
      let sentence = error?.description ?? ""
      #expect(sentence.hasPrefix("best.safetensors: "))
      return String(sentence.dropFirst("best.safetensors: ".count))
    }
    func replacing(
      _ name: String, shape: [Int]? = nil, _ change: (Safetensors.Values) -> Safetensors.Values
    ) -> [Safetensors.Tensor] {
      intact.tensors.map {
        $0.name == name
          ? Safetensors.Tensor(name: name, shape: shape ?? $0.shape, values: change($0.values)) : $0
      }
    }

    for key in intact.metadata.keys.sorted() where key != "format" {
      #expect(sentence(metadata: key, nil) == "it has no \(key) in its metadata: lnq did not write it")
    }
    #expect(
      sentence(metadata: "epoch", "-1") == "epoch in its metadata is -1, but has to be a whole number, 0 or more")
    #expect(
      sentence(metadata: "seed", "x") == "seed in its metadata is x, but has to be a whole number, 0 or more")
    #expect(
      sentence(metadata: "class_names", "[\"a\"]")
        == "class_names in its metadata is [\"a\"], but has to be a JSON array of 5 strings")
    #expect(
      sentence(metadata: "feature_names", "[1]")
        == "feature_names in its metadata is [1], but has to be a JSON array of 16 strings")
    let zeros = "[\(Array(repeating: "0", count: 16).joined(separator: ","))]"
    #expect(
      sentence(metadata: "standardization_scale", zeros)
        == "standardization_scale in its metadata is \(zeros), but has to be a JSON array of 16 positive numbers")
    #expect(
      sentence(metadata: "standardization_mean", "[1e999]")
        == "standardization_mean in its metadata is [1e999], but has to be a JSON array of 16 finite numbers")
    #expect(
      sentence(metadata: "model_text", "Linear(16, 5)\nLinear(6, 5)") == "the model in its metadata has a mistake: "
        + "mine:2: Linear(6, 5) takes 6 features, but line 1, Linear(16, 5), gives 5: make the two numbers equal")
    let connections =
      "a JSON object with ascending inputs, at least one, for each output of each Linear that has a fan_in, "
      + "and of each KANLinear"
    for text in [
      "{}", "[]", #"{"1":[[0],[0],[0],[0]]}"#, #"{"1":[[0],[0],[0],[0],[16]]}"#, #"{"1":[[0],[0],[0],[0],[]]}"#,
      #"{"1":[[0],[0],[0],[0],[2,1]]}"#,
    ] {
      #expect(
        sentence(metadata: "connections", text)
          == "connections in its metadata is \(text), but has to be \(connections)")
    }

    #expect(
      sentence(tensors: intact.tensors.filter { $0.name != "seq_blocks.1.bias" })
        == "tensor seq_blocks.1.bias is missing")
    let extra = Safetensors.Tensor(name: "seq_blocks.2.weight", shape: [1], values: .float32([0]))
    #expect(
      sentence(tensors: intact.tensors + [extra]) == "tensor seq_blocks.2.weight does not belong to the model")
    #expect(
      sentence(tensors: replacing("seq_blocks.1.weight", shape: [16, 5]) { $0 })
        == "tensor seq_blocks.1.weight has the shape [16, 5], but the model's is [5, 16]")
    #expect(
      sentence(tensors: replacing("seq_blocks.1.bias") { _ in .int64([1, 2, 3, 4, 5]) })
        == "tensor seq_blocks.1.bias has the dtype I64: lnq reads weights and statistics as F32 and counters as I64")
    #expect(
      sentence(tensors: replacing("seq_blocks.0.num_batches_tracked") { _ in .float32([1]) })
        == "tensor seq_blocks.0.num_batches_tracked has the dtype F32: "
        + "lnq reads weights and statistics as F32 and counters as I64")
    #expect(
      sentence(tensors: replacing("seq_blocks.0.num_batches_tracked") { _ in .int64([-1]) })
        == "tensor seq_blocks.0.num_batches_tracked has -1 at index 0, but it has to be 0 to 1099511627776")
    for (value, spelled) in [(Float.nan, "nan"), (.infinity, "inf")] {
      #expect(
        sentence(tensors: replacing("seq_blocks.1.bias") { _ in .float32([0, 0, value, 0, 0]) })
          == "tensor seq_blocks.1.bias has \(spelled) at index 2, but it has to be a finite number")
    }
    #expect(
      sentence(tensors: replacing("seq_blocks.0.running_var") { _ in .float32(Array(repeating: -1, count: 16)) })
        == "tensor seq_blocks.0.running_var has -1.0 at index 0, but it has to be 0 or more")
    let dense = sentence(
      tensors: replacing("seq_blocks.1.weight") { _ in .float32(Array(repeating: 1, count: 80)) })
    #expect(dense?.hasPrefix("tensor seq_blocks.1.weight has 1.0 at index ") == true)
    #expect(dense?.hasSuffix(", but it has to be 0 outside of the connections") == true)
  }

  @Test("with any byte of the header changed are refused or read as something else, and never crash")
  func headerBytes() throws {
    let bytes = try checkpoint("Linear(16, 5)").serialized()
    let intact = try Safetensors(bytes: bytes, file: "x")
    let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    var readable = 0
    for index in 0..<header {
      for replacement in [UInt8(ascii: "\""), UInt8(ascii: "9"), 0, 0xFF] where bytes[index] != replacement {
        var damaged = bytes
        damaged[index] = replacement
        #expect((try? Safetensors(bytes: damaged, file: "x")) != intact, "byte \(index) is \(replacement)")
        if (try? Checkpoint(bytes: damaged, file: "x")) != nil { readable += 1 }
      }
    }
    // Another name of a class is as good as the first.
    #expect(readable > 0)
  }
}
