import Testing

@testable import LNQHardware
