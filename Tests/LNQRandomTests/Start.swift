import Testing

@testable import LNQRandom
