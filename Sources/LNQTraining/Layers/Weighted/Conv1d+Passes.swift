extension Conv1d {
  /// Forward and backward of a `Conv1d`, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes, all row-major: x and dx rows × C × L; y and dy rows × O × P; W and dW O × F, where P is the output length and
  /// F = `fanIn`; b and db O. The rows go in chunks through a matrix of patches, (C · K) × (rows of the chunk · P), whose row
  /// (c, t) holds what tap t reads of channel c; with it a convolution is one product for each group: y = W · patches.
  struct Passes<Scalar: BLASScalar> {
    let geometry: Conv1dGeometry
    let length: Int
    let weight: UnsafeMutablePointer<Scalar>
    let bias: UnsafeMutablePointer<Scalar>?
    let weightGradient: UnsafeMutablePointer<Scalar>
    let biasGradient: UnsafeMutablePointer<Scalar>?
    /// How many rows go through the patches at a time.
    let chunkSize: Int
    /// (C · K) × (`chunkSize` · P).
    let patches: UnsafeMutablePointer<Scalar>
    /// O × (`chunkSize` · P): outputs or their gradients, channel by channel.
    let turned: UnsafeMutablePointer<Scalar>

    private var outputLength: Int { geometry.outputLength(of: length) }

    /// y = W · patches + b.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let (outputs, positions) = (geometry.outputChannels, outputLength)
      forEachChunk(rows) { start, count in
        gather(x + start * geometry.inputChannels * length, rows: count)
        let columns = count * positions
        forEachGroup { group, inputRows, outputRows in
          Scalar.multiply(
            weight + group * outputRows * geometry.fanIn, transposeA: false, patches + group * inputRows * columns,
            transposeB: false, rows: outputRows, columns: columns, inner: inputRows, beta: 0,
            into: turned + group * outputRows * columns)
        }
        for output in 0..<outputs {
          let offset = bias?[output] ?? 0
          for row in 0..<count {
            let source = turned + (output * count + row) * positions
            let target = y + ((start + row) * outputs + output) * positions
            for p in 0..<positions { target[p] = source[p] + offset }
          }
        }
      }
    }

    /// dW = Σ over the chunks of dy · patchesᵀ; db = Σ over rows and positions of dy; dx collects Wᵀ · dy, unless it is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      let (outputs, positions) = (geometry.outputChannels, outputLength)
      biasGradient?.update(repeating: 0, count: outputs)
      dx?.update(repeating: 0, count: rows * geometry.inputChannels * length)
      forEachChunk(rows) { start, count in
        gather(x + start * geometry.inputChannels * length, rows: count)
        let columns = count * positions
        for output in 0..<outputs {
          var sum: Scalar = 0
          for row in 0..<count {
            let source = dy + ((start + row) * outputs + output) * positions
            let target = turned + (output * count + row) * positions
            for p in 0..<positions {
              target[p] = source[p]
              sum += source[p]
            }
          }
          if let biasGradient { biasGradient[output] += sum }
        }
        forEachGroup { group, inputRows, outputRows in
          let (inputs, gradients) = (patches + group * inputRows * columns, turned + group * outputRows * columns)
          let offset = group * outputRows * geometry.fanIn
          Scalar.multiply(
            gradients, transposeA: false, inputs, transposeB: true, rows: outputRows, columns: inputRows,
            inner: columns, beta: start == 0 ? 0 : 1, into: weightGradient + offset)
          // The patches are not needed any more: their gradient takes their place.
          if dx != nil {
            Scalar.multiply(
              weight + offset, transposeA: true, gradients, transposeB: false, rows: inputRows, columns: columns,
              inner: outputRows, beta: 0, into: inputs)
          }
        }
        if let dx { scatter(into: dx + start * geometry.inputChannels * length, rows: count) }
      }
    }

    private func forEachChunk(_ rows: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
      for start in stride(from: 0, to: rows, by: chunkSize) { body(start, min(chunkSize, rows - start)) }
    }

    /// `body` gets the group and how many rows of patches and of outputs it has.
    private func forEachGroup(_ body: (_ group: Int, _ inputRows: Int, _ outputRows: Int) -> Void) {
      for group in 0..<geometry.groups { body(group, geometry.fanIn, geometry.outputChannels / geometry.groups) }
    }

    /// Fills the patches; what lies in the padding is 0.
    private func gather(_ x: UnsafePointer<Scalar>, rows: Int) {
      forEachSegment(rows) { patch, first, positions, input in
        for p in 0..<positions.lowerBound { patch[p] = 0 }
        let source = x + input
        if geometry.stride == 1 {
          for p in positions { patch[p] = source[first + p - positions.lowerBound] }
        } else {
          for p in positions { patch[p] = source[first + (p - positions.lowerBound) * geometry.stride] }
        }
        for p in positions.upperBound..<outputLength { patch[p] = 0 }
      }
    }

    /// Adds the patches to where they were gathered.
    private func scatter(into dx: UnsafeMutablePointer<Scalar>, rows: Int) {
      forEachSegment(rows) { patch, first, positions, input in
        let target = dx + input
        if geometry.stride == 1 {
          for p in positions { target[first + p - positions.lowerBound] += patch[p] }
        } else {
          for p in positions { target[first + (p - positions.lowerBound) * geometry.stride] += patch[p] }
        }
      }
    }

    /// `body` gets for each channel, tap and row: the P patches, the input position of the first one that reads the input,
    /// the output positions that do, and where the channel begins in x.
    @inline(__always)
    private func forEachSegment(
      _ rows: Int,
      _ body: (_ patch: UnsafeMutablePointer<Scalar>, _ first: Int, _ positions: Range<Int>, _ input: Int) -> Void
    ) {
      let outputLength = self.outputLength
      var patch = patches
      for channel in 0..<geometry.inputChannels {
        for tap in 0..<geometry.kernelSize {
          let positions = geometry.outputPositions(tap: tap, length: length)
          let first = geometry.inputPosition(output: positions.lowerBound, tap: tap)
          for row in 0..<rows {
            body(patch, first, positions, (row * geometry.inputChannels + channel) * length)
            patch += outputLength
          }
        }
      }
    }
  }
}
