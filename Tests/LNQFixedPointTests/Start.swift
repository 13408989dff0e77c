import Testing

@testable import LNQFixedPoint
