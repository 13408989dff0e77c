import Testing

@testable import LNQQuantization
