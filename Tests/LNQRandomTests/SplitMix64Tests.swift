import LNQRandom
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  @Test("draws the published sequence of seed 1234567")
  func published() {
    var generator = SplitMix64(seed: 1_234_567)
    let drawn = (0..<5).map { _ in generator.next() }
    #expect(
      drawn == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }
}

@Suite("Streams of SplitMix64")
struct SplitMix64StreamsTests {
  @Test("are equal for equal seed and number, and all different otherwise")
  func different() {
    var starts: Set<UInt64> = []
    for seed in UInt64(0)..<64 {
      for stream in UInt64(0)..<64 {
        var one = SplitMix64(seed: seed, stream: stream)
        var same = SplitMix64(seed: seed, stream: stream)
        let first = one.next()
        #expect(first == same.next())
        starts.insert(first)
      }
    }
    #expect(starts.count == 64 * 64)
  }

  @Test("do not follow each other: neighbouring streams and seeds share none of their first 1,000 numbers")
  func disjoint() {
    var seen: Set<UInt64> = []
    for (seed, stream) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0)] as [(UInt64, UInt64)] {
      var generator = SplitMix64(seed: seed, stream: stream)
      for _ in 0..<1000 { seen.insert(generator.next()) }
    }
    #expect(seen.count == 6000)
  }

  @Test("are uncorrelated: neighbours' uniform numbers multiply to a mean of a quarter")
  func uncorrelated() {
    for stream in UInt64(0)..<8 {
      var one = SplitMix64(seed: 5, stream: stream)
      var other = SplitMix64(seed: 5, stream: stream + 1)
      var sum = 0.0
      for _ in 0..<20_000 { sum += (one.uniform() - 0.5) * (other.uniform() - 0.5) }
      // The standard deviation of the mean is 1/12 / √20,000 = 0.00059.
      #expect(abs(sum / 20_000) < 0.003, "streams \(stream) and \(stream + 1)")
    }
  }
}

@Suite("Uniform numbers")
struct SplitMix64UniformTests {
  @Test("are multiples of 2^-53 in 0 ..< 1 with mean 1/2 and variance 1/12 (seed 1)")
  func moments() {
    var generator = SplitMix64(seed: 1)
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<100_000 {
      let value = generator.uniform()
      #expect(value >= 0 && value < 1 && (value * 0x1p53).rounded() == value * 0x1p53)
      sum += value
      squares += value * value
    }
    let mean = sum / 100_000
    #expect(abs(mean - 0.5) < 0.004)
    #expect(abs(squares / 100_000 - mean * mean - 1.0 / 12) < 0.001)
  }

  @Test("below a bound are all reached about equally often", arguments: [1, 2, 3, 5, 6, 7, 64, 100])
  func bounded(bound: Int) {
    var generator = SplitMix64(seed: UInt64(bound))
    var counts = [Int](repeating: 0, count: bound)
    let draws = 1000 * bound
    for _ in 0..<draws { counts[generator.uniform(below: bound)] += 1 }
    // 1,000 ± 6 standard deviations.
    #expect(counts.allSatisfy { abs($0 - 1000) < 190 }, "\(counts)")
  }

  @Test("below the greatest bound stay below it")
  func greatest() {
    var generator = SplitMix64(seed: 3)
    let drawn = (0..<1000).map { _ in generator.uniform(below: .max) }
    #expect(drawn.allSatisfy { $0 >= 0 && $0 < .max })
    #expect(drawn.contains { $0 > .max / 2 })
  }
}

@Suite("Normal deviates")
struct SplitMix64NormalTests {
  @Test("have the moments of a standard normal distribution (seed 2)")
  func moments() {
    var generator = SplitMix64(seed: 2)
    var sums = [0.0, 0.0, 0.0, 0.0]
    let count = 200_000
    for _ in 0..<count {
      let z = generator.normal()
      sums[0] += z
      sums[1] += z * z
      sums[2] += z * z * z
      sums[3] += z * z * z * z
    }
    let moments = sums.map { $0 / Double(count) }
    // Five standard deviations of each: √(1, 2, 15, 96) / √200,000.
    #expect(abs(moments[0]) < 0.0112)
    #expect(abs(moments[1] - 1) < 0.0159)
    #expect(abs(moments[2]) < 0.0434)
    #expect(abs(moments[3] - 3) < 0.110)
  }

  @Test("fall into each of 50 equally probable intervals equally often (seed 3)")
  func intervals() {
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: 50)
    for _ in 0..<100_000 { counts[Int(PortableMath.normalDistribution(generator.normal()) * 50)] += 1 }
    // χ² with 49 degrees of freedom stays below 94.6 with probability 0.9999.
    let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 2000) * ($1 - 2000)) / 2000 }
    #expect(chiSquare < 94.6)
  }

  @Test("take one number each, whatever its value")
  func position() {
    var normal = SplitMix64(seed: 4)
    var plain = SplitMix64(seed: 4)
    for _ in 0..<1000 {
      _ = normal.normal()
      _ = plain.next()
    }
    #expect(normal == plain)
  }

  @Test("have the same bits on every machine (seed 42)")
  func bits() {
    var generator = SplitMix64(seed: 42)
    let drawn = (0..<4).map { _ in generator.normal().bitPattern }
    #expect(
      drawn == [
        4_604_013_482_191_177_634, 13_830_507_854_493_764_803, 13_826_834_501_758_138_272, 13_824_268_377_270_208_655,
      ])
  }
}

@Suite("A seeded shuffle")
struct SplitMix64ShuffleTests {
  @Test("keeps the elements, at lengths around powers of two", arguments: [0, 1, 2, 3, 4, 5, 63, 64, 65, 1000])
  func keeps(count: Int) {
    var generator = SplitMix64(seed: UInt64(count))
    var elements = Array(0..<count)
    generator.shuffle(&elements)
    #expect(elements.sorted() == Array(0..<count))
  }

  @Test("makes all six orders of three elements equally often (seed 8)")
  func orders() {
    var generator = SplitMix64(seed: 8)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<12_000 {
      var elements = [0, 1, 2]
      generator.shuffle(&elements)
      counts[elements, default: 0] += 1
    }
    #expect(counts.count == 6)
    // 2,000 ± 5 standard deviations.
    #expect(counts.values.allSatisfy { abs($0 - 2000) < 205 }, "\(counts.values)")
  }

  @Test("is the same in every release of lnq (seed 1)")
  func golden() {
    var generator = SplitMix64(seed: 1)
    var elements = Array(0..<10)
    generator.shuffle(&elements)
    #expect(elements == [9, 0, 1, 4, 8, 2, 3, 7, 6, 5])
  }
}
