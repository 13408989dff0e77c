import Testing

@testable import LNQData
