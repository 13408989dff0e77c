import LNQData
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "gives the values of FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func published(text: String, hash: String) {
    #expect(SHA256.hexadecimal(of: text) == hash)
  }

  @Test("gives the published value of a million letters a")
  func million() {
    var hash = SHA256()
    hash.update([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
    #expect(hash.hexadecimal() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("does not depend on how the message is cut, at all lengths around the block of 64 bytes")
  func pieces() {
    for length in 0...200 {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
      var whole = SHA256()
      whole.update(message)
      for cut in [0, 1, 55, 56, 63, 64, 65, 128] where cut <= length {
        var pieces = SHA256()
        pieces.update(Array(message[..<cut]))
        pieces.update(Array(message[cut...]))
        #expect(pieces.hexadecimal() == whole.hexadecimal(), "\(length) bytes cut at \(cut)")
      }
    }
  }

  @Test("may be asked in the middle of a message")
  func running() {
    var hash = SHA256()
    hash.update(Array("ab".utf8))
    _ = hash.hexadecimal()
    hash.update(Array("c".utf8))
    #expect(hash.hexadecimal() == SHA256.hexadecimal(of: "abc"))
  }

  @Test("a copy goes its own way")
  func copies() {
    var hash = SHA256()
    hash.update(Array("ab".utf8))
    var copy = hash
    copy.update(Array("d".utf8))
    hash.update(Array("c".utf8))
    #expect(hash.hexadecimal() == SHA256.hexadecimal(of: "abc"))
    #expect(copy.hexadecimal() == SHA256.hexadecimal(of: "abd"))
  }
}
