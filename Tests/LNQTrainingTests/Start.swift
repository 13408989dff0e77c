import Testing

@testable import LNQTraining
