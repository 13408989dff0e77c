import LNQRandom

extension SplitMix64 {
  /// Changes bits, bytes, numbers and pieces; cuts; repeats.
  public mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...uniform(below: 4) where !bytes.isEmpty {
      let place = uniform(below: bytes.count)
      switch uniform(below: 8) {
      case 0, 1: bytes[place] ^= UInt8(1 << uniform(below: 8))
      case 2: bytes[place] = UInt8(uniform(below: 256))
      case 3: bytes[place] = [0, 1, 127, 128, 255, 44, 10, 34][uniform(below: 8)]
      case 4: bytes.removeLast(uniform(below: min(bytes.count, 64)))
      case 5: bytes.removeSubrange(place..<min(bytes.count, place + uniform(below: 16)))
      case 6: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + uniform(below: 16))], at: place)
      default:
        let end = min(bytes.count, place + 1 << uniform(below: 4))
        for index in place..<end { bytes[index] = uniform(below: 2) == 0 ? 255 : 0 }
      }
    }
    return bytes
  }
}
