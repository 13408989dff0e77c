internal import Foundation

/// The codes that a layer gets: those of the quantizer before it.
struct CodeSource<Scalar: BLASScalar> {
  let settings: QuantizerSettings
  /// t of their scale.
  let log2Scale: UnsafeMutablePointer<Scalar>

  var scale: Scalar { Scalar(settings.step(log2Scale: Double(log2Scale.pointee))) }
  /// How many there are.
  var count: Int { settings.codes.count }
}

extension KANLinear {
  /// Forward and backward of y = s · clamp(Σ clamp(round(f(x) / s))), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Inputs are codes, so that a batch is computed by tables: those of all edges are made once, and a row adds up one entry an edge.
  /// On the way back a row adds its dy to an entry an edge, and all gradients of parameters follow from the sums.
  /// Shapes: x and dx rows × I; y and dy rows × O; tables I × codes × O, so that a code's entries lie side by side.
  struct Passes<Scalar: BLASScalar> {
    let shape: KANShape
    let input: CodeSource<Scalar>
    /// w, c, t of the domain, t of the scale, and b where widths are learned.
    let parameters: [TensorMemory<Scalar>]
    /// O × I: 1 for an edge, 0 for one that was pruned.
    let mask: UnsafeMutablePointer<Scalar>
    let tables: Tables
    /// For each row and input its code's number, rows × I, and the sums of codes, rows × O.
    let numbers: UnsafeMutablePointer<Scalar>
    let sums: UnsafeMutablePointer<Scalar>

    /// What a batch is computed by.
    struct Tables {
      /// B_j and dB_j/du at each code, codes × J.
      let basis: UnsafeMutablePointer<Scalar>
      let basisSlope: UnsafeMutablePointer<Scalar>
      /// The splines and their derivatives, O × I × codes; on the way back the edges' gradients.
      let splines: UnsafeMutablePointer<Scalar>
      let splineSlopes: UnsafeMutablePointer<Scalar>
      /// x, u = x / d, silu(x) and its derivative at each code.
      let points: UnsafeMutablePointer<Scalar>
      /// The edges' codes; f′ where the code is not clamped, else 0; dv/ds; and the sum of dy.
      let codes: UnsafeMutablePointer<Scalar>
      let slopes: UnsafeMutablePointer<Scalar>
      let scaleSlopes: UnsafeMutablePointer<Scalar>
      let gradients: UnsafeMutablePointer<Scalar>
      /// dv/db in steps of the layer where widths are learned, else nothing.
      let bitSlopes: UnsafeMutablePointer<Scalar>

      init(_ shape: KANShape, codeCount: Int, reserve: (Int) -> UnsafeMutablePointer<Scalar>) {
        let (basisSize, tableSize) = (codeCount * shape.spline.basisCount, shape.edgeCount * codeCount)
        basis = reserve(basisSize)
        basisSlope = reserve(basisSize)
        splines = reserve(tableSize)
        splineSlopes = reserve(tableSize)
        points = reserve(4 * codeCount)
        codes = reserve(tableSize)
        slopes = reserve(tableSize)
        scaleSlopes = reserve(tableSize)
        gradients = reserve(tableSize)
        bitSlopes = reserve(shape.codes.learned == nil ? 0 : tableSize)
      }
    }

    /// What makes codes of the sums, and of edges whose widths are fixed.
    private var quantize: StraightThrough<Scalar> {
      StraightThrough(shape.codes, log2Scale: parameters[3].values.pointee)
    }

    /// What makes codes of an edge.
    private func quantize(edge: Int) -> StraightThrough<Scalar> {
      guard let learned = shape.codes.learned else { return quantize }
      return StraightThrough(
        shape.codes, learned, log2Scale: parameters[3].values.pointee, bits: parameters[4].values[edge])
    }

    /// The tables of all edges.
    private func tabulate() {
      let (count, low) = (input.count, input.settings.codes.lowerBound)
      let (inputCount, outputCount, basisCount) = (shape.inputCount, shape.outputCount, shape.spline.basisCount)
      let (scale, domain) = (input.scale, Scalar(exp2(Double(parameters[2].values.pointee))))
      tables.basis.update(repeating: 0, count: count * basisCount)
      tables.basisSlope.update(repeating: 0, count: count * basisCount)
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * shape.spline.order + 2) { scratch in
        guard let values = scratch.baseAddress else { return }
        let slopes = values + shape.spline.order + 1
        for code in 0..<count {
          let x = scale * Scalar(low + code)
          let u = x / domain
          let first = code * basisCount + shape.spline.basis(at: u, values: values, slopes: slopes)
          for r in 0...shape.spline.order {
            tables.basis[first + r] = values[r]
            tables.basisSlope[first + r] = abs(u) <= 1 ? slopes[r] : 0
          }
          tables.points[code] = x
          tables.points[count + code] = u
          tables.points[2 * count + code] = SiLU.value(at: x)
          tables.points[3 * count + code] = SiLU.slope(at: x)
        }
      }
      for (basis, splines) in [(tables.basis, tables.splines), (tables.basisSlope, tables.splineSlopes)] {
        Scalar.multiply(
          parameters[1].values, transposeA: false, basis, transposeB: true, rows: shape.edgeCount, columns: count,
          inner: basisCount, beta: 0, into: splines)
      }
      for output in 0..<outputCount {
        for edgeInput in 0..<inputCount {
          let edge = output * inputCount + edgeInput
          let (weight, keep, quantize) = (parameters[0].values[edge], mask[edge], quantize(edge: edge))
          for code in 0..<count {
            let place = (edgeInput * count + code) * outputCount + output
            let spline = edge * count + code
            let value = keep * (tables.splines[spline] + weight * tables.points[2 * count + code])
            let derivatives = quantize.derivatives(at: value)
            tables.codes[place] = quantize.code(value) * quantize.ratio
            tables.scaleSlopes[place] = keep * derivatives.scale * quantize.ratio
            if shape.codes.learned != nil {
              tables.bitSlopes[place] = keep * quantize.bitSlope(at: value) * quantize.ratio
            }
            tables.slopes[place] =
              derivatives.x * keep
              * (tables.splineSlopes[spline] / domain + weight * tables.points[3 * count + code])
          }
        }
      }
    }

    /// y; codes and sums stay for `backward`.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      tabulate()
      let (inputCount, outputCount, count) = (shape.inputCount, shape.outputCount, input.count)
      let (low, top) = (Scalar(input.settings.codes.lowerBound), Scalar(count - 1))
      let (share, quantize) = (1 / input.scale, self.quantize)
      for i in 0..<rows * inputCount {
        let code = (x[i] * share).rounded(.toNearestOrEven) - low
        // NaN is the first code; the table's entries are NaN, too, when a scale is.
        numbers[i] = code >= 0 ? min(code, top) : 0
      }
      for row in 0..<rows {
        let (sum, numbers) = (sums + row * outputCount, numbers + row * inputCount)
        for output in 0..<outputCount { sum[output] = 0 }
        for edgeInput in 0..<inputCount {
          let entries = tables.codes + (edgeInput * count + Int(numbers[edgeInput])) * outputCount
          for output in 0..<outputCount { sum[output] += entries[output] }
        }
        for output in 0..<outputCount {
          let value = sum[output]
          y[row * outputCount + output] =
            quantize.scale * (value < quantize.low ? quantize.low : value > quantize.high ? quantize.high : value)
        }
      }
    }

    /// The gradients of all parameters, and dx unless it is nil, after `forward` of the same rows.
    ///
    /// Rounding counts as the identity, and clamping has the derivative 0 outside, for edges as for sums.
    func backward(_ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int) {
      let (inputCount, outputCount, count) = (shape.inputCount, shape.outputCount, input.count)
      let quantize = self.quantize
      tables.gradients.update(repeating: 0, count: shape.edgeCount * count)
      var scaleSum: Scalar = 0
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: outputCount) { scratch in
        guard let slope = scratch.baseAddress else { return }
        for row in 0..<rows {
          let (sum, numbers, dy) = (sums + row * outputCount, numbers + row * inputCount, dy + row * outputCount)
          for output in 0..<outputCount {
            let isInside = sum[output] >= quantize.low && sum[output] <= quantize.high
            slope[output] = isInside ? dy[output] : 0
            if !isInside { scaleSum += dy[output] * (sum[output] < quantize.low ? quantize.low : quantize.high) }
          }
          for edgeInput in 0..<inputCount {
            let first = (edgeInput * count + Int(numbers[edgeInput])) * outputCount
            let (gradients, slopes) = (tables.gradients + first, tables.slopes + first)
            var inputGradient: Scalar = 0
            for output in 0..<outputCount {
              gradients[output] += slope[output]
              inputGradient += slope[output] * slopes[output]
            }
            dx?[row * inputCount + edgeInput] = inputGradient
          }
        }
      }
      scaleSum += parameterGradients()
      parameters[3].gradients.pointee = scaleSum * quantize.log2ScaleFactor(shape.codes, featureCount: outputCount)
    }

    /// Those of w, c and the domain, from the sums of dy.
    ///
    /// - Returns: what the edges' codes add to ds.
    private func parameterGradients() -> Scalar {
      let (inputCount, outputCount, count) = (shape.inputCount, shape.outputCount, input.count)
      var (scaleSum, domainSum): (Scalar, Scalar) = (0, 0)
      let layerScale = quantize.scale
      for output in 0..<outputCount {
        for edgeInput in 0..<inputCount {
          let edge = output * inputCount + edgeInput
          let (weight, keep) = (parameters[0].values[edge], mask[edge])
          let quantize = self.quantize(edge: edge)
          var (baseSum, edgeScale, edgeDomain, bitSum): (Scalar, Scalar, Scalar, Scalar) = (0, 0, 0, 0)
          for code in 0..<count {
            let place = (edgeInput * count + code) * outputCount + output
            let spline = edge * count + code
            let base = tables.points[2 * count + code]
            let value = keep * (tables.splines[spline] + weight * base)
            edgeScale += tables.gradients[place] * tables.scaleSlopes[place]
            if shape.codes.learned != nil { bitSum += tables.gradients[place] * tables.bitSlopes[place] }
            let gradient = keep * tables.gradients[place] * quantize.derivatives(at: value).x
            baseSum += gradient * base
            edgeDomain -= gradient * tables.splineSlopes[spline] * tables.points[count + code]
            tables.splines[spline] = gradient
          }
          parameters[0].gradients[edge] = baseSum
          if shape.codes.learned != nil {
            parameters[4].gradients[edge] = bitSum * layerScale * Scalar.naturalLogarithmOf2
          }
          scaleSum += edgeScale
          domainSum += edgeDomain
        }
      }
      Scalar.multiply(
        tables.splines, transposeA: false, tables.basis, transposeB: false, rows: shape.edgeCount,
        columns: shape.spline.basisCount, inner: count, beta: 0, into: parameters[1].gradients)
      parameters[2].gradients.pointee = domainSum * Scalar.naturalLogarithmOf2
      return scaleSum
    }
  }
}
