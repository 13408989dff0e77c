import LNQData
import Testing

@Suite("MD5")
struct MD5Tests {
  @Test(
    "gives the hashes of RFC 1321",
    arguments: [
      ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
      ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
      ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
      (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"
      ),
      (
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a"
      ),
    ])
  func known(text: String, digits: String) {
    var hash = MD5()
    hash.update(Array(text.utf8))
    #expect(hash.hexadecimal() == digits)
  }

  @Test("does not depend on the pieces that it is fed")
  func pieces() {
    let bytes = (0..<500).map { UInt8($0 & 255) }
    var whole = MD5()
    whole.update(bytes)
    for size in [1, 63, 64, 65, 130] {
      var hash = MD5()
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.update(Array(bytes[start..<min(bytes.count, start + size)]))
      }
      #expect(hash.hexadecimal() == whole.hexadecimal())
    }
  }
}
