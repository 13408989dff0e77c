internal import CCrypto

/// The hash function SHA-256 of FIPS 180-4, fed piece by piece: OpenSSL's, which uses the processor's own instructions.
public struct SHA256: Sendable {
  private var message = Message()

  /// The hash of nothing yet.
  public init() {}

  /// Adds bytes to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&message) { message = Message(copying: message) }
    message.append(bytes)
  }

  /// Adds bytes to the message.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The 64 hexadecimal digits, lower case, of the message so far.
  public func hexadecimal() -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = Message(copying: message).end().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The hash of the bytes of elements of a plain type.
  public static func hexadecimal<Element: BitwiseCopyable>(of elements: [Element]) -> String {
    var hash = SHA256()
    elements.withUnsafeBytes { hash.update($0) }
    return hash.hexadecimal()
  }

  /// The hash of a text's UTF-8.
  public static func hexadecimal(of text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return hash.hexadecimal()
  }
}

/// OpenSSL's state of a message. It changes only where one `SHA256` holds it.
private final class Message: @unchecked Sendable {
  private let context: OpaquePointer

  init() {
    context = Self.newContext()
    check(EVP_DigestInit_ex(context, EVP_sha256(), nil))
  }

  init(copying other: Message) {
    context = Self.newContext()
    check(EVP_MD_CTX_copy_ex(context, other.context))
  }

  deinit { EVP_MD_CTX_free(context) }

  func append(_ bytes: UnsafeRawBufferPointer) {
    check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
  }

  /// The 32 bytes of the hash; nothing can be added after it.
  func end() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      check(EVP_DigestFinal_ex(context, bytes.baseAddress, nil))
      count = 32
    }
  }

  private static func newContext() -> OpaquePointer {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("memory for a hash") }
    return context
  }

  /// OpenSSL fails over a lack of memory, and where an administrator took SHA-256 away.
  private func check(_ result: Int32) {
    precondition(result == 1, "OpenSSL computes no SHA-256")
  }
}
