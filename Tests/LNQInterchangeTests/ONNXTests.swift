import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@testable import LNQInterchange

@Suite("ONNX and QONNX")
struct ONNXTests {
  private static func checkpoint(_ text: String) throws -> Checkpoint {
    let network = Network(try ModelDescription(name: "mine", text: text), seed: 3)
    let features = (0..<network.inputCount).map { "x\($0)" }
    let classes = (0..<network.outputCount).map { "c\($0)" }
    return Checkpoint(
      network: network, featureNames: features, classNames: classes,
      standardization: Standardization(
        mean: features.indices.map(Double.init), scale: features.indices.map { Double($0 + 1) / 4 }),
      datasetName: "d", datasetSHA256: "0", epoch: 1, seed: 3, lnqVersion: "1")
  }

  private static func imported(_ bytes: [UInt8]) throws -> ONNXImport {
    try ONNXImport(bytes: bytes, name: "mine", file: "mine.onnx") { _ in nil }
  }

  private static func refusal(_ body: () throws -> ONNXImport) -> String {
    let error = #expect(throws: InterchangeError.self) { _ = try body() }
    return error?.description ?? ""
  }

  private static func rows(_ network: Network) -> LabelledRows {
    let count = network.inputCount
    return LabelledRows(
      featureCount: count, features: (0..<20 * count).map { Float($0 * 37 % 101) / 25 - 2 },
      labels: Array(repeating: 0, count: 20))
  }

  @Test(
    "What is written comes back as the same network",
    arguments: [
      "BatchNorm1d(4)\nReLU()\nLinear(4, 3)",
      "Linear(4, 6, bias=False)\nBatchNorm1d(6, eps=0.001)\nTanh()\nLinear(6, 2)\nHardtanh(-2.0, 2.0)",
      "Unflatten(1, (2, 3))\nConv1d(2, 4, 3, padding=1, groups=2)\nBatchNorm1d(4)\nLeakyReLU(0.1)\nFlatten()\nLinear(12, 2)",
      "Linear(4, 5)\nResidual(Linear(5, 5), Sigmoid(), shortcut=Sequential(Linear(5, 5, bias=False)))\nLinear(5, 3)",
      "QuantIdentity(bits=4, scale='power_of_two')\nLinear(3, 4, fan_in=2)\nQuantReLU(bits=2)\nLinear(4, 3)",
    ])
  func roundTrip(text: String) throws {
    let checkpoint = try Self.checkpoint(text)
    let read = try Self.imported(ExportSubject(checkpoint).floatONNX(isQONNX: true))
    #expect(read.producer == "lnq 1")
    let (old, new) = (checkpoint.network, read.network)
    #expect(old.parameters.count == new.parameters.count && old.layers.count == new.layers.count)
    let rows = Self.rows(old)
    let (expected, found) = (try old.logits(of: rows), try new.logits(of: rows))
    #expect(zip(expected, found).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) })
  }

  @Test("A file that takes rows as they are in the data has the standardisation in it")
  func rawRows() throws {
    let checkpoint = try Self.checkpoint("Linear(4, 3)\nReLU()\nQuantIdentity(bits=3)\nLinear(3, 2)")
    // Clip and Round of a Quant layer are no layers; without it all are.
    let quantized = Self.refusal { try Self.imported(ExportSubject(checkpoint).floatONNX(isQONNX: false)) }
    #expect(quantized.contains("(Round): lnq has no layer for it"))
    let plain = try Self.checkpoint("Linear(4, 3)\nReLU()\nLinear(3, 2)")
    let read = try Self.imported(ExportSubject(plain).floatONNX(isQONNX: false))
    #expect(read.model.layers.count == 5)
    let rows = Self.rows(plain.network)
    let (mean, scale) = (plain.standardization.mean, plain.standardization.scale)
    let raw = LabelledRows(
      featureCount: 4,
      features: rows.features.enumerated().map { Float(Double($1) * scale[$0 % 4] + mean[$0 % 4]) }, labels: rows.labels
    )
    let (expected, found) = (try plain.network.logits(of: rows), try read.network.logits(of: raw))
    #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  private static func graph(_ body: (inout ONNXModel) -> String) -> [UInt8] {
    var model = ONNXModel(name: "g", version: "1")
    model.inputs = [.init(name: "x", type: .float, dims: [nil, 2])]
    let output = body(&model)
    model.outputs = [.init(name: output, type: .float, dims: [nil, 2])]
    return model.serialized()
  }

  @Test("Constants are folded: quantized weights, transposes, normalizations in parts")
  func folding() throws {
    let read = try Self.imported(
      Self.graph { model in
        let weight = model.add(
          "Quant",
          [
            model.constant([Float(0.3), -1.2, 0.5, 0.9], [2, 2]), model.constant([Float(0.25)], []),
            model.constant([Float(0)], []), model.constant([Float(3)], []),
          ], [("signed", .int(1)), ("narrow", .int(1)), ("rounding_mode", .text("ROUND"))], domain: "onnx.brevitas")
        let turned = model.add("Transpose", [weight], [("perm", .ints([1, 0]))])
        let product = model.add("MatMul", ["x", turned])
        let sum = model.add("Add", [product, model.constant([Float(1), 2])])
        let deviation = model.add("Pow", [model.constant([Float(4), 16]), model.constant([Float(0.5)], [])])
        let centred = model.add("Sub", [sum, model.constant([Float(1), 2])])
        let quotient = model.add("Div", [centred, deviation])
        return model.add("Softmax", [quotient])
      })
    #expect(read.model.layers.count == 3)
    let rows = LabelledRows(featureCount: 2, features: [1, 1, 2, 0], labels: [0, 0])
    // The weights are 0.25, −0.75 (its codes end at ±3) and 0.5, 1 − which is 0.75 of them.
    #expect(try read.network.logits(of: rows) == [-0.25, 0.3125, 0.25, 0.25])
  }

  @Test("A node that lnq cannot have is refused with its name")
  func refusals() throws {
    func sentence(_ body: (inout ONNXModel) -> String) -> String {
      Self.refusal { try Self.imported(Self.graph(body)) }
    }
    #expect(
      sentence { $0.add("Gelu", ["x"]) }
        == "mine.onnx: node Gelu_0 (Gelu): lnq has no layer for it; export the network without it")
    #expect(sentence { $0.add("Relu", ["y"]) }.contains("its input y is computed by no node before it"))
    func quant(_ scale: [Float], zero: Float, bits: Float, narrow: Int = 0) -> String {
      sentence { model in
        model.add(
          "Quant",
          ["x", model.constant(scale), model.constant([zero], []), model.constant([bits], [])],
          [("signed", .int(1)), ("narrow", .int(narrow))], domain: "qonnx.custom_op.general")
      }
    }
    #expect(
      quant([1, 2, 3], zero: 0, bits: 4).contains("it needs one scale and one zero point, or one of each of the 2"))
    #expect(quant([1], zero: 0, bits: 12).contains("it has 12 bits, but Quant layers have 1 to 8"))
    #expect(quant([1], zero: 0, bits: 1, narrow: 1).contains("it has one code alone"))
    #expect(sentence { $0.add("BipolarQuant", ["x", $0.constant([Float(-1)])]) }.contains("greater than 0"))
    let soft = sentence { model in
      let soft = model.add("Softmax", ["x"])
      return model.add("Relu", [soft])
    }
    #expect(soft.contains("it stands behind the Softmax"))
    #expect(Self.refusal { try Self.imported([1, 2, 3]) }.contains("the file is damaged or no ONNX file"))
  }

  @Test(
    "Scales of each feature, zero points, narrow and bipolar codes, and scales that are no powers of two are kept exactly"
  )
  func quantizers() throws {
    let values: [Float] = [-3, -1.26, -1, -0.26, -0.25, -1e-9, 0, 0.2, 0.3, 0.49, 1, 1.3, 2, 9]
    func outputs(_ body: (inout ONNXModel) -> String) throws -> (network: ONNXImport, values: [Float]) {
      // A network has a layer with parameters.
      let read = try Self.imported(
        Self.graph { model in
          let values = body(&model)
          return model.add("MatMul", [values, model.constant([Float(1), 0, 0, 1], [2, 2])])
        })
      let rows = LabelledRows(
        featureCount: 2, features: values.flatMap { [$0, $0] }, labels: values.map { _ in 0 })
      return (read, try read.network.logits(of: rows))
    }
    func quantized(
      _ scales: [Float], _ zeros: [Float], bits: Int, signed: Int, narrow: Int, rectified: Bool = false
    ) throws -> ONNXImport {
      let (read, found) = try outputs { model in
        let input = rectified ? model.add("Relu", ["x"]) : "x"
        return model.add(
          "Quant",
          [
            input, model.constant(scales, scales.count == 1 ? [] : nil),
            model.constant(zeros, zeros.count == 1 ? [] : nil),
            model.constant([Float(bits)], []),
          ], [("signed", .int(signed)), ("narrow", .int(narrow))], domain: "qonnx.custom_op.general")
      }
      let low = signed == 1 ? Float(-(1 << (bits - 1)) + narrow) : 0
      let high = Float(signed == 1 ? 1 << (bits - 1) - 1 : 1 << bits - 1 - narrow)
      for (index, value) in values.flatMap({ [$0, $0] }).enumerated() {
        let (scale, zero) = (scales[index % scales.count], zeros[index % zeros.count])
        let code = min(max(((rectified ? max(value, 0) : value) / scale + zero).rounded(.toNearestOrEven), low), high)
        #expect(abs(found[index] - (code - zero) * scale) <= 1e-6 * max(1, abs(scale * high)), "\(value)")
      }
      return read
    }
    let exact = try quantized([0.3], [0], bits: 4, signed: 1, narrow: 0)
    #expect(ActivationQuantizer(exact.network, at: exact.network.places[0])?.scale == Double(Float(0.3)))
    #expect(exact.model.description.contains("unit=0.3"))
    _ = try quantized([0.3], [0], bits: 2, signed: 1, narrow: 1)
    _ = try quantized([0.3], [5], bits: 4, signed: 0, narrow: 0)
    _ = try quantized([0.3, 0.07], [0, 3], bits: 4, signed: 0, narrow: 1)
    _ = try quantized([0.3], [2], bits: 3, signed: 0, narrow: 0, rectified: true)
    _ = try quantized([0.3, 0.7], [0], bits: 3, signed: 0, narrow: 0, rectified: true)
    let (_, signs) = try outputs { $0.add("BipolarQuant", ["x", $0.constant([Float(0.5)])]) }
    // −1e-9 is a tie within 32 bits.
    #expect(zip(values.flatMap { [$0, $0] }, signs).allSatisfy { $1 == ($0 < -1e-6 ? -0.5 : 0.5) })
  }

  @Test("A graph with channels last, padding on one side and one output is the network that it says")
  func channelsLast() throws {
    var model = ONNXModel(name: "g", version: "1")
    model.inputs = [.init(name: "x", type: .float, dims: [nil, 3, 2])]
    let turned = model.add("Transpose", ["x"], [("perm", .ints([0, 2, 1]))])
    // Two channels of three positions; two taps, one zero behind.
    let conv = model.add(
      "Conv", [turned, model.constant([Float(1), 10, 100, 1000, 0, 0, 0, 1], [2, 2, 2])], [("pads", .ints([0, 1]))])
    let back = model.add("Transpose", [conv], [("perm", .ints([0, 2, 1]))])
    let flat = model.add("Flatten", [back])
    let sum = model.add("MatMul", [flat, model.constant([Float(1), 2, 3, 4, 5, 6], [6, 1])])
    let output = model.add("Sigmoid", [sum])
    model.outputs = [.init(name: output, type: .float, dims: [nil, 1])]
    let read = try Self.imported(model.serialized())
    #expect(read.notes.count == 1)
    // Channels (1, 3, 5) and (2, 4, 6): at each position 1·a + 10·a' + 100·b + 1000·b', and b'.
    let rows = LabelledRows(featureCount: 6, features: [1, 2, 3, 4, 5, 6], labels: [0])
    let positions: [Float] = [1 + 30 + 200 + 4000, 4, 3 + 50 + 400 + 6000, 6, 5 + 600, 0]
    let expected = zip(positions, [1, 2, 3, 4, 5, 6]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(try read.network.logits(of: rows) == [0, expected])
  }

  @Test("Codes of a Sigmoid are compared with its half")
  func sigmoidCodes() throws {
    var model = ONNXModel(name: "g", version: "1")
    model.inputs = [.init(name: "x", type: .float, dims: [nil, 1])]
    let probability = model.add("Sigmoid", ["x"])
    // 3 bits without a sign, a scale of 1/8.
    let numbers = [0.125, 0, 3].map { model.constant([Float($0)], []) }
    let output = model.add(
      "Quant", [probability] + numbers, [("signed", .int(0)), ("narrow", .int(0))])
    model.outputs = [.init(name: output, type: .float, dims: [nil, 1])]
    let read = try Self.imported(model.serialized())
    let rows = LabelledRows(featureCount: 1, features: [-2, -0.5, 0, 0.6, 3], labels: [0, 0, 0, 1, 1])
    let logits = try read.network.logits(of: rows)
    #expect(logits == [0.125, 0.375, 0.5, 0.625, 0.875].flatMap { [0.5, $0] })
  }

  @Test("What a file asks for is bounded by its size: chains of operations, many layers, packed numbers")
  func forgedSizes() throws {
    let folded = Self.refusal {
      try Self.imported(
        Self.graph { model in
          var name = model.constant([Float](repeating: 1, count: 50_000))
          for _ in 0..<200 { name = model.add("Neg", [name]) }
          return model.add("Add", ["x", name])
        })
    }
    #expect(folded.contains("what is in it would take more than 32 MB"))
    let deep = Self.refusal {
      try Self.imported(
        Self.graph { model in (0..<600).reduce("x") { input, _ in model.add("Relu", [input]) } })
    }
    #expect(deep.contains("more than 512 layers"))
  }

  @Test("No damage ends in a crash: every byte of a file, and every length")
  func damage() throws {
    let checkpoint = try Self.checkpoint(
      "Unflatten(1, (1, 3))\nConv1d(1, 2, 2)\nFlatten()\nQuantReLU(bits=2)\nLinear(4, 2)")
    let original = try ExportSubject(checkpoint).floatONNX(isQONNX: true)
    for place in stride(from: 0, to: original.count, by: Seeds.upTo(1).count > 1 ? 1 : 3) {
      for flip: UInt8 in [0x01, 0x40, 0xFF] {
        var bytes = original
        bytes[place] ^= flip
        _ = try? Self.imported(bytes)
      }
      _ = try? Self.imported(Array(original[..<place]))
    }
  }
}
