internal import CKernels

/// The memory of a `BitPlan`: the layers, as the kernels see them, and what lies between them.
final class BitLayout {
  /// The rows of a batch, padded to whole words.
  let rows: Int
  let layers: UnsafeMutableBufferPointer<lnq_bit_layer>
  /// The bits of the thermometer.
  let planes: UnsafeMutablePointer<UInt64>
  /// The bits of a layer's inputs, in the order of the product with the slopes.
  let words: UnsafeMutablePointer<UInt64>
  /// A class's sums.
  let sums: UnsafeMutablePointer<UInt32>
  /// ∂loss/∂sum of each class.
  let logitSlopes: BitSlopes
  /// How many rows the last training pass had.
  var trainedRows = 0

  /// Where the parameters of each layer begin: the entries, and the mapping's weights where it is learned.
  private let places: [(entries: Int, weights: Int?)]
  /// Of the layers but the last: ∂loss/∂output of their tables, and what a 1 of it is worth.
  private var slopes: [BitSlopes] = []
  private let column: UnsafeMutablePointer<Float>
  private var blocks: [UnsafeMutableRawPointer] = []

  init(_ parts: WeightlessParts, batchSize: Int, memory: ExecutorMemory<Float>) {
    let rows = (batchSize + 63) / 64 * 64
    self.rows = rows
    var blocks: [UnsafeMutableRawPointer] = []
    func reserve<Element: FixedWidthInteger>(_ count: Int, _ type: Element.Type) -> UnsafeMutablePointer<Element> {
      Self.memory(count, of: type, zero: 0, &blocks)
    }
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> { Self.memory(count, of: Float.self, zero: 0, &blocks) }
    planes = reserve(parts.thermometer.shape.outputCount * rows / 64, UInt64.self)
    let widest = parts.layers.reduce(0) { max($0, $1.shape.inputCount) }
    words = reserve(Self.padded(widest) * rows / 64, UInt64.self)
    sums = reserve(rows, UInt32.self)
    func slopes(_ count: Int) -> BitSlopes {
      BitSlopes(
        values: reserve(count * rows, Int16.self), bytes: reserve(count * rows, Int8.self), units: floats(count))
    }
    logitSlopes = slopes(parts.sum.shape.classCount)
    column = floats(rows)
    layers = .allocate(capacity: parts.layers.count)
    var input = planes
    var places: [(entries: Int, weights: Int?)] = []
    var inner: [BitSlopes] = []
    for (index, (shape, place)) in parts.layers.enumerated() {
      let (isLast, pins, learns) = (index == parts.layers.count - 1, shape.size * shape.pins, shape.choiceCount > 0)
      let tensors = memory.tensors(of: place)
      let mapping = reserve(pins, Int32.self)
      let numbers = zip(tensors, place.tensors).map { own, place in
        Array(UnsafeBufferPointer(start: own.values, count: place.tensor.count))
      }
      for (pin, input) in shape.places(of: numbers).enumerated() { mapping[pin] = Int32(input) }
      places.append((place.firstParameter, learns ? place.tensors[1].range.lowerBound : nil))
      var layer = lnq_bit_layer()
      layer.inputs = shape.inputCount
      layer.tables = shape.size
      layer.pins = shape.pins
      layer.rows = rows
      layer.planes = UnsafePointer(input)
      layer.mapping = mapping
      layer.addresses = reserve(shape.size * rows, UInt8.self)
      layer.entries = tensors[0].values
      layer.worth = floats(shape.size * Int(LNQ_ADDRESSES))
      layer.bytes = reserve(shape.size * Int(LNQ_ADDRESSES), UInt8.self)
      if learns || index > 0 {
        layer.pin_steps = reserve(pins * rows, UInt8.self)
        layer.pin_units = floats(pins)
      }
      if learns { layer.weights = tensors[1].values }
      layer.choices = shape.choiceCount
      if shape.mapping == .candidates {
        let candidates = reserve(numbers[2].count, Int32.self)
        for (place, input) in numbers[2].enumerated() { candidates[place] = Int32(input) }
        layer.candidates = UnsafePointer(candidates)
      }
      let own: BitSlopes
      if isLast {
        own = logitSlopes
        layer.group = shape.size / parts.sum.shape.classCount
      } else {
        input = reserve(shape.size * rows / 64, UInt64.self)
        layer.outputs = input
        own = slopes(shape.size)
        inner.append(own)
        layer.group = 1
      }
      (layer.slopes, layer.slope_bytes) = (UnsafePointer(own.values), UnsafePointer(own.bytes))
      layer.slope_units = UnsafePointer(own.units)
      if shape.mapping == .learned {
        let groups = shape.size / Int(layer.group)
        layer.input_sums = reserve(groups * Self.padded(shape.inputCount), Int32.self)
        layer.sloped = reserve(groups * (rows / 4 + 1), UInt32.self)
      }
      layers.initializeElement(at: index, to: layer)
    }
    self.places = places
    self.slopes = inner
    self.blocks = blocks
  }

  /// Inputs as many as the kernels' products take.
  private static func padded(_ inputs: Int) -> Int { (inputs + 63) / 64 * 64 }

  deinit {
    for block in blocks { block.deallocate() }
    layers.deallocate()
  }

  private static func memory<Element>(
    _ count: Int, of type: Element.Type, zero: Element, _ blocks: inout [UnsafeMutableRawPointer]
  ) -> UnsafeMutablePointer<Element> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    blocks.append(raw)
    let pointer = raw.bindMemory(to: type, capacity: max(1, count))
    pointer.initialize(repeating: zero, count: max(1, count))
    return pointer
  }

  /// Lets the kernels find what the optimizer remembers of a layer.
  func bind(_ optimizer: OptimizerState<Float>, to index: Int) {
    let (first, second) = (optimizer.first.pointer, optimizer.second.pointer)
    layers[index].entry_first = first + places[index].entries
    layers[index].entry_second = second + places[index].entries
    guard let weights = places[index].weights else { return }
    layers[index].weight_first = first + weights
    layers[index].weight_second = second + weights
  }

  /// ∂loss/∂output of the layer before `index`: for each of its tables the sum of what the pins give that read it, in their order.
  func collectSlopes(below index: Int, _ kernels: lnq_bit_kernels) {
    let layer = layers[index]
    let pins = Int(layer.tables * layer.pins)
    var readers = [[Int]](repeating: [], count: Int(layer.inputs))
    for pin in 0..<pins { readers[Int(layer.mapping[pin])].append(pin) }
    let target = slopes[index - 1]
    for (table, pins) in readers.enumerated() {
      column.update(repeating: 0, count: rows)
      for pin in pins {
        let group = pin / Int(layer.pins * layer.group)
        kernels.add_pin(
          layer.pin_steps + pin * rows, layer.slopes + group * rows, layer.pin_units[pin], rows, column)
      }
      target.round(column, count: trainedRows, rows: rows, at: table, kernels)
    }
  }
}

/// ∂loss/∂output of some tables, or of groups of them, for each row: as whole numbers of two widths.
struct BitSlopes {
  /// Within ±32767.
  let values: UnsafeMutablePointer<Int16>
  /// The same within ±127.
  let bytes: UnsafeMutablePointer<Int8>
  /// What a 1 of the values is worth, for each table or group.
  let units: UnsafeMutablePointer<Float>

  /// Rounds the slopes of one table or group.
  func round(
    _ column: UnsafePointer<Float>, count: Int, rows: Int, at index: Int, _ kernels: lnq_bit_kernels
  ) {
    units[index] = kernels.round_slopes(column, count, rows, values + index * rows, bytes + index * rows)
  }
}
